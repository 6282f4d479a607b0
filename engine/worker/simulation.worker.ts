/** Browser entry: puts one simulation behind this worker's message port. Wiring only. */
import * as Comlink from 'comlink'
import { SimulationService } from './simulation-service.ts'
import { toTransferableApi } from './transferable-api.ts'

Comlink.expose(
  toTransferableApi(
    new SimulationService({ now: () => performance.timeOrigin + performance.now() }),
  ),
)
