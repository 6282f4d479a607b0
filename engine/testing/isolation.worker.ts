/** Tells whether a worker may share memory. */
postMessage(globalThis.crossOriginIsolated)
