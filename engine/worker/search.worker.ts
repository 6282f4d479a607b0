/**
 * Browser entry: leads the studies of a page behind this worker's message port, or makes trials for the one that does.
 * Both are one file, since each needs most of the engine, and it is fetched once. Wiring only.
 */
import * as Comlink from 'comlink'
import { SearchService } from './search-service.ts'
import { serveTrials } from './trial-thread.ts'

/** What threads of trials are called. */
const TRIALS = 'trials'

if (self.name === TRIALS) serveTrials()
else {
  Comlink.expose(
    new SearchService({
      startThread: () => new Worker(self.location.href, { type: 'module', name: TRIALS }),
      now: () => Math.round(performance.timeOrigin + performance.now()),
    }),
  )
}
