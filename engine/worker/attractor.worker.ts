/** Browser entry: puts the search for attractors behind this worker's message port. Wiring only. */
import * as Comlink from 'comlink'
import { AttractorService } from './attractor-service.ts'
import { loadCedar } from './load-cedar.ts'

Comlink.expose(
  new AttractorService({ now: () => performance.timeOrigin + performance.now(), loadCedar }),
)
