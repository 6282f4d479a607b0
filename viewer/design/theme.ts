/**
 * Light or dark: what the system says until the person says otherwise, which is then remembered.
 */
export type Theme = 'light' | 'dark'

const STORAGE_KEY = 'thunderline.theme'

/** The theme to open with; storage that is blocked counts as empty. */
export function readTheme(): Theme {
  return readChosenTheme() ?? readSystemTheme()
}

/** The theme the person once chose; undefined where they never did. */
export function readChosenTheme(): Theme | undefined {
  try {
    const chosen = localStorage.getItem(STORAGE_KEY)
    return chosen === 'light' || chosen === 'dark' ? chosen : undefined
  } catch {
    return undefined
  }
}

/** Remembers a choice for the next visit, where storage allows. */
export function rememberTheme(theme: Theme): void {
  try {
    localStorage.setItem(STORAGE_KEY, theme)
  } catch {
    // Private windows may refuse storage: the choice then lasts as long as the page.
  }
}

/** Puts a theme on the page. */
export function applyTheme(theme: Theme): void {
  document.documentElement.classList.toggle('dark', theme === 'dark')
}

/** Calls back when the system changes its mind; gives the function that stops listening. */
export function watchSystemTheme(listener: (theme: Theme) => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)')
  const onChange = () => listener(query.matches ? 'dark' : 'light')
  query.addEventListener('change', onChange)
  return () => query.removeEventListener('change', onChange)
}

function readSystemTheme(): Theme {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
