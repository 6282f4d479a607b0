/**
 * The security headers of every way in which the viewer is served.
 *
 * The production server, `vite preview`, `vite dev` and the browser tests all take them from here,
 * so a page that works in one of them is isolated and restricted in the same way in the others.
 */

type HeaderTable = Readonly<Record<string, string>>

/**
 * Makes a page cross-origin isolated, without which browsers give it no `SharedArrayBuffer` and
 * only coarse timers.
 */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const satisfies HeaderTable

/**
 * What a page may load. Nothing comes from another origin and no string is ever evaluated;
 * `wasm-unsafe-eval` allows WebAssembly and nothing else. `blob:` and `data:` images are what a
 * page makes itself, such as a picture of its canvas. Styles set through the CSSOM, which is how
 * React and three.js set theirs, are not inline styles and need no exception.
 */
const CONTENT_POLICY = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
} as const satisfies HeaderTable

/** The development server injects its client and styles into the page and talks over a socket. */
const DEVELOPMENT_CONTENT_POLICY = {
  ...CONTENT_POLICY,
  'script-src': "'self' 'unsafe-inline' 'wasm-unsafe-eval'",
  'style-src': "'self' 'unsafe-inline'",
  'connect-src': "'self' ws:",
} as const satisfies HeaderTable

const COMMON_HEADERS = {
  ...ISOLATION_HEADERS,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy':
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const satisfies HeaderTable

/** The headers of every response of the production server and of `vite preview`. */
export const SECURITY_HEADERS = {
  ...COMMON_HEADERS,
  'Content-Security-Policy': formatContentPolicy(CONTENT_POLICY),
} as const satisfies HeaderTable

/**
 * The headers of the page as a part of another (`?embed`), which shows a run and changes nothing: any page may
 * have it in a frame, also one that is isolated itself.
 */
export const EMBED_HEADERS = {
  ...SECURITY_HEADERS,
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Content-Security-Policy': formatContentPolicy({ ...CONTENT_POLICY, 'frame-ancestors': '*' }),
} as const satisfies HeaderTable

/** What a page can say of it by itself, where its host sends no headers; who may frame it is for headers alone. */
export const PAGE_CONTENT_POLICY = formatContentPolicy(omitFraming(CONTENT_POLICY))

/** The same for `vite dev`, with the exceptions that hot reloading needs. */
export const DEVELOPMENT_SECURITY_HEADERS = {
  ...COMMON_HEADERS,
  'Content-Security-Policy': formatContentPolicy(DEVELOPMENT_CONTENT_POLICY),
} as const satisfies HeaderTable

function omitFraming({ 'frame-ancestors': _, ...rest }: typeof CONTENT_POLICY): HeaderTable {
  return rest
}

function formatContentPolicy(policy: HeaderTable): string {
  return Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ')
}
