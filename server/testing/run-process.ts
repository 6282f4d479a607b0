/**
 * A server's record with its runs in a process of its own, which is there to be killed. Its first argument says where,
 * in JSON; it tells its parent when it is open.
 */
import { openServerRecord } from '../app/server-record.ts'
import type { RunPlace } from './run-place.ts'

export interface RunProcessOrder {
  readonly config: RunPlace['config']
  readonly leaseMs: number
  /** Runs of which it tells its parent how far they are. */
  readonly watched: readonly string[]
}

export type RunProcessNews =
  | { readonly kind: 'open'; readonly worker: string }
  | { readonly kind: 'progress'; readonly runId: string; readonly tick: number }

const { config, leaseMs, watched } = JSON.parse(process.argv[2]!) as RunProcessOrder
// Whoever has started it is gone.
process.once('disconnect', () => process.exit())
const options = { threads: 2, pollMs: 50, leaseMs, pointMs: 100 }
const record = await openServerRecord(config, (line) => console.error(line), options)
const tell = (news: RunProcessNews) => process.send!(news)
for (const runId of watched) {
  record.runs.hub.watch(runId, (news) => {
    if (news.kind === 'progress') tell({ kind: 'progress', runId, tick: news.tick })
  })
}
tell({ kind: 'open', worker: record.runs.worker })
process.once('SIGTERM', async () => {
  await record.close()
  process.exit()
})
