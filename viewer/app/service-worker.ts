/**
 * What stands between the page and a host that only serves files: it adds the headers that isolate the
 * page and restrict it, and keeps every file of the build, so that the page opens without a network.
 *
 * Only `npm run static` builds it, with the files of that build and their headers written in. Names of
 * files hold a hash of their content, so what is kept is never stale; the page itself is asked for again
 * each time, and the kept one is for when nobody answers. Requests for anything else pass untouched.
 */

declare const __FILES__: readonly string[]
declare const __VERSION__: string
declare const __HEADERS__: Readonly<Record<string, string>>
declare const __EMBED_HEADERS__: Readonly<Record<string, string>>

/** The parts of a service worker's events that are used; the page's types have none of them. */
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface FetchEvent extends WorkerEvent {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}
interface WorkerMessage extends WorkerEvent {
  readonly data: unknown
  readonly source: { postMessage(message: unknown): void } | null
}
interface WorkerScope {
  readonly registration: { readonly scope: string }
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(name: 'install' | 'activate', listener: (event: WorkerEvent) => void): void
  addEventListener(name: 'fetch', listener: (event: FetchEvent) => void): void
  addEventListener(name: 'message', listener: (event: WorkerMessage) => void): void
}

const scope = self as unknown as WorkerScope
const PREFIX = `thunderline ${scope.registration.scope} `
const CACHE = PREFIX + __VERSION__
const PAGE = 'index.html'
/** Files that are fetched at a time while all are kept: the page's own requests come first. */
const AT_A_TIME = 3

const addressOf = (file: string) => new URL(file, scope.registration.scope).href
const known = new Set(__FILES__.map(addressOf))

scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()))

scope.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([dropOlder(), scope.clients.claim()]))
})

scope.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  const { origin, pathname, searchParams } = new URL(request.url)
  if (request.mode === 'navigate') {
    // Other pages of the folder, if there are any, are none of ours.
    const isOurs = [addressOf(''), addressOf(PAGE)].includes(origin + pathname)
    const headers = searchParams.has('embed') ? __EMBED_HEADERS__ : __HEADERS__
    if (isOurs) event.respondWith(answerPage(request, headers))
  } else if (known.has(origin + pathname)) event.respondWith(answerFile(origin + pathname))
})

scope.addEventListener('message', (event) => {
  if (event.data !== 'keep-all') return
  const tell = (isKept: boolean) => event.source?.postMessage({ kind: 'kept', isKept })
  event.waitUntil(
    keepAll().then(
      () => tell(true),
      () => tell(false),
    ),
  )
})

async function answerPage(
  request: Request,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const cache = await caches.open(CACHE)
  try {
    const response = await fetch(request)
    if (response.ok) return withHeaders(response, headers)
  } catch {
    // Nobody answers: the kept page does.
  }
  const kept = await cache.match(addressOf(PAGE))
  return kept === undefined ? fetch(request) : withHeaders(kept, headers)
}

async function answerFile(address: string): Promise<Response> {
  const cache = await caches.open(CACHE)
  const response = (await cache.match(address)) ?? (await fetchInto(cache, address))
  return withHeaders(response, __HEADERS__)
}

async function fetchInto(cache: Cache, address: string): Promise<Response> {
  const response = await fetch(address)
  // A browser that has no room keeps nothing; the page has its answer all the same.
  if (response.ok) await cache.put(address, response.clone()).catch(() => {})
  return response
}

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE)
  const waiting = [...known]
  async function work(): Promise<void> {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if ((await cache.match(next)) !== undefined) continue
      const response = await fetch(next)
      if (!response.ok) throw new Error(`${next} was answered with ${response.status}.`)
      await cache.put(next, response)
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
}

async function dropOlder(): Promise<void> {
  const names = await caches.keys()
  const older = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(older.map((name) => caches.delete(name)))
}

function withHeaders(
  { body, status, statusText, headers }: Response,
  added: Readonly<Record<string, string>>,
): Response {
  const all = new Headers(headers)
  for (const [name, value] of Object.entries(added)) all.set(name, value)
  return new Response(body, { status, statusText, headers: all })
}
