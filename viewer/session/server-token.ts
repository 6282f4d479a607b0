/**
 * The token by which a server knows whoever looks at its record.
 *
 * `npm start` prints an address that ends in `#token=tl_…`. A fragment is never sent to a server, but it stays in the
 * history and in what is copied from the address bar: so it is taken out at once and kept by the browser for this
 * origin, which loads no script but its own. The rest of a fragment, as of a share link, is left as it is.
 */

const STORAGE_KEY = 'thunderline.server-token'
const PARAMETER = 'token'

/** Longer ones are not tokens of ours. */
const TOKEN = /^tl_[A-Za-z0-9_-]{8,200}$/

/** A fragment without its token, and the token. */
export interface SplitFragment {
  /** Undefined where there is none, or what stands there cannot be one. */
  readonly token: string | undefined
  /** Without `#`, and without any token, good or bad. */
  readonly rest: string
}

/** Takes a token out of a fragment, with or without its `#`; every other character stays as it was. */
export function splitToken(fragment: string): SplitFragment {
  const parts = fragment.replace(/^#/, '').split('&')
  const isToken = (part: string) => part.startsWith(`${PARAMETER}=`)
  const found = parts.find(isToken)?.slice(PARAMETER.length + 1)
  return {
    token: found !== undefined && isServerToken(found) ? found : undefined,
    rest: parts.filter((part) => !isToken(part)).join('&'),
  }
}

/** Tells whether a text has the form of a token. */
export function isServerToken(text: string): boolean {
  return TOKEN.test(text)
}

/** Keeps the token that the address has, if any, and takes it out of there; tells whether there was one. */
export function takeToken(): boolean {
  const { token, rest } = splitToken(location.hash)
  if (rest === location.hash.replace(/^#/, '')) return false
  const fragment = rest === '' ? '' : `#${rest}`
  history.replaceState(null, '', location.pathname + location.search + fragment)
  if (token !== undefined) keepToken(token)
  return token !== undefined
}

/** For as long as the page lives, where the browser keeps nothing. */
let lastKept: string | undefined

/** Keeps a token for this visit and the next ones. */
export function keepToken(token: string): void {
  lastKept = token
  try {
    localStorage.setItem(STORAGE_KEY, token)
  } catch {
    // Private windows may refuse storage.
  }
}

/** The token that is kept; undefined where there is none. */
export function readToken(): string | undefined {
  try {
    const kept = localStorage.getItem(STORAGE_KEY)
    if (kept !== null && isServerToken(kept)) return kept
  } catch {
    // What this page has taken still counts.
  }
  return lastKept
}

/** Forgets the token. */
export function forgetToken(): void {
  lastKept = undefined
  try {
    localStorage.removeItem(STORAGE_KEY)
  } catch {
    // Then it was not kept either.
  }
}
