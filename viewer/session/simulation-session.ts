/** Starts a simulation worker and hands back a typed remote with one way to close it. */
import * as Comlink from 'comlink'
import type { SimulationApi } from '../../engine/protocol/simulation-api.ts'

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
  endpoint.addEventListener('error', (event) => {
    onLost((event as Partial<ErrorEvent>).message ?? 'The simulation worker could not start.')
  })
  const simulation = Comlink.wrap<SimulationApi>(endpoint)
  return {
    simulation,
    async close() {
      await simulation.dispose()
      simulation[Comlink.releaseProxy]()
      endpoint.terminate?.()
    },
    terminate() {
      endpoint.terminate?.()
    },
  }
}

function spawnWorker(): Endpoint {
  return new Worker(new URL('../../engine/worker/simulation.worker.ts', import.meta.url), {
    type: 'module',
    name: 'simulation',
  })
}
