/** Starts a simulation worker and hands back a typed remote with one way to close it. */
import * as Comlink from 'comlink'
import type { SimulationApi } from '../../engine/protocol/simulation-api.ts'
import type { WorkerLife } from '../../engine/protocol/worker-life.ts'

export interface SimulationSession {
  readonly simulation: Comlink.Remote<SimulationApi>
  /** Ends the simulation in good order, then its worker. */
  close(): Promise<void>
  /** Ends the worker at once, whatever it is doing; calls under way never settle. */
  terminate(): void
}

type Endpoint = Comlink.Endpoint & { terminate?(): void }

/**
 * @param startWorker lets tests pass a `MessageChannel` port in place of a real worker.
 * @param onLost is told when the worker dies or cannot start.
 */
export function connectSimulation(
  startWorker: () => Endpoint = spawnWorker,
  onLost: (message: string) => void = () => {},
): SimulationSession {
  const endpoint = startWorker()
  const ending = new AbortController()
  endpoint.addEventListener('error', (event) => {
    onLost((event as Partial<ErrorEvent>).message ?? 'The simulation worker could not start.')
  })
  const remote = Comlink.wrap<SimulationApi & WorkerLife>(endpoint)
  void watchLife(remote, ending.signal, () => onLost('The simulation worker was ended.'))
  const simulation = remote as Comlink.Remote<SimulationApi>
  return {
    simulation,
    async close() {
      ending.abort()
      await simulation.dispose()
      simulation[Comlink.releaseProxy]()
      endpoint.terminate?.()
    },
    terminate() {
      ending.abort()
      endpoint.terminate?.()
    },
  }
}

/**
 * Waits for the lock that a worker holds while it lives. Browsers tell of a worker's errors, and of nothing
 * where it was ended from elsewhere, as by a lack of memory.
 */
async function watchLife(
  remote: Comlink.Remote<WorkerLife>,
  signal: AbortSignal,
  onEnd: () => void,
): Promise<void> {
  const name = `thunderline-worker:${crypto.getRandomValues(new Uint32Array(4)).join('-')}`
  try {
    if (!(await remote.holdLifeLock(name)) || signal.aborted) return
    await navigator.locks.request(name, { signal }, () => {})
    onEnd()
  } catch {
    // It was ended by whoever started it, or what stands in its place has no life of its own.
  }
}

function spawnWorker(): Endpoint {
  return new Worker(new URL('../../engine/worker/simulation.worker.ts', import.meta.url), {
    type: 'module',
    name: 'simulation',
  })
}
