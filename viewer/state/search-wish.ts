/** Whether the search is to be there at the next visit, since a study that ran goes on when its panel is there. */
const STORAGE_KEY = 'thunderline.search'

/** Whether the search was open, or a study ran, when the page was left. */
export function isSearchWanted(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== null
  } catch {
    return false
  }
}

/** Keeps that for the next visit. */
export function keepSearchWish(isWanted: boolean): void {
  try {
    if (isWanted) localStorage.setItem(STORAGE_KEY, 'open')
    else localStorage.removeItem(STORAGE_KEY)
  } catch {
    // Where nothing is kept, studies are not either.
  }
}
