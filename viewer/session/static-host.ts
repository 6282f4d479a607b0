/**
 * The page on a host that only serves files: a service worker isolates it and keeps it for when there is
 * no network. `npm run static` marks its page as one of these; elsewhere nothing here does anything.
 */

/** How long a first visit waits for the worker before it goes on without threads. */
const WAIT_MS = 4000
/** Says, for one visit, that a reload was tried, so that a browser in which it does not help is not reloaded for ever. */
const TRIED_KEY = 'thunderline.isolation-tried'

/** Whether this page is of the build for such hosts. */
export function isStaticHost(): boolean {
  const mark = document.querySelector('meta[name="thunderline-host"]')
  return mark?.getAttribute('content') === 'static'
}

/**
 * Makes the page isolated where that takes a reload. True when the page is about to be loaded again, and
 * nothing should be begun; false when it is as isolated as it can be.
 */
export async function isolate(): Promise<boolean> {
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker
  // Pages that came neither by https nor from this machine have none.
  if (workers === undefined) return false
  const registered = workers.register('./service-worker.js').then(
    () => true,
    () => false,
  )
  // A frame is isolated with the page around it, or not at all.
  if (crossOriginIsolated || window.top !== window || !canTry()) return false
  if (!(await registered)) return false
  if (workers.controller === null && !(await hasController(workers))) return false
  location.reload()
  return true
}

/** Asks the worker to keep every file; what came of it stands at the document as `data-offline`. */
export function keepOffline(): void {
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker
  if (workers === undefined) return
  const mark = document.documentElement.dataset
  workers.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const told = data as { readonly kind?: unknown; readonly isKept?: unknown } | null
    if (told?.kind === 'kept') mark.offline = told.isKept === true ? 'ready' : 'failed'
  })
  workers.startMessages()
  void workers.ready.then(({ active }) => active?.postMessage('keep-all'))
}

function canTry(): boolean {
  try {
    if (sessionStorage.getItem(TRIED_KEY) !== null) return false
    sessionStorage.setItem(TRIED_KEY, 'yes')
    return true
  } catch {
    return false
  }
}

function hasController(workers: ServiceWorkerContainer): Promise<boolean> {
  return new Promise((resolve) => {
    workers.addEventListener('controllerchange', () => resolve(true), { once: true })
    setTimeout(() => resolve(false), WAIT_MS)
  })
}
