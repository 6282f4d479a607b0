/** The whole boundary of a worker in one process: every call goes through a message port. */
import * as Comlink from 'comlink'
import { onTestFinished } from 'vitest'
import type { SimulationApi } from '../protocol/simulation-api.ts'
import { SimulationService } from '../worker/simulation-service.ts'
import { toTransferableApi } from '../worker/transferable-api.ts'

/** Starts a simulation behind a port; it ends with the test. */
export function connectInProcess(): Comlink.Remote<SimulationApi> {
  const { port1, port2 } = new MessageChannel()
  const service = new SimulationService({ now: () => performance.now() })
  Comlink.expose(toTransferableApi(service), port1 as unknown as Comlink.Endpoint)
  const remote = Comlink.wrap<SimulationApi>(port2 as unknown as Comlink.Endpoint)
  onTestFinished(async () => {
    await service.dispose()
    // Named here so that it lives till now: one that nobody holds is collected, and its port closed
    // under the call that is being waited for.
    remote[Comlink.releaseProxy]()
    port1.close()
    port2.close()
  })
  return remote
}
