/** Starts the worker that looks for attractors, and hands back a typed remote with one way to close it. */
import * as Comlink from 'comlink'
import type { AttractorApi } from '../../engine/protocol/attractor-api.ts'

export interface AttractorSession {
  readonly attractors: Comlink.Remote<AttractorApi>
  /** Ends the worker at once, whatever it looks for. */
  close(): void
}

/** @param onLost is told when the worker dies or cannot start. */
export function connectAttractors(onLost: (message: string) => void): AttractorSession {
  const worker = new Worker(new URL('../../engine/worker/attractor.worker.ts', import.meta.url), {
    type: 'module',
    name: 'attractor',
  })
  worker.addEventListener('error', ({ message }) =>
    onLost(message || 'The worker of attractors could not start.'),
  )
  const attractors = Comlink.wrap<AttractorApi>(worker)
  return {
    attractors,
    close() {
      attractors[Comlink.releaseProxy]()
      worker.terminate()
    },
  }
}
