/**
 * A server's record with its studies in a process of its own, which is there to be killed. Its first argument says where,
 * in JSON; it asks for studies that its parent names, and tells how far they are.
 */
import { flushCompileCache } from 'node:module'
import { openServerRecord } from '../../app/server-record.ts'
import { MAX_LOST } from '../../cerebros/hpo-executor.ts'
import { RunRecord } from '../../jobs/run-record.ts'
import { TrialQueue } from '../../storage/trial-queue.ts'
import type { RunPlace } from '../run-place.ts'
import { callStudies } from '../study-place.ts'
import { plantBug, type TrialBug } from './planted-bugs.ts'

export interface TrialProcessOrder {
  readonly config: RunPlace['config']
  readonly threads: number
  readonly bug: TrialBug | undefined
}

/** Studies to ask for, where they are not there yet. */
export interface WantedStudy {
  readonly studyId: string
  readonly document: string
}

export type TrialProcessNews =
  | { readonly kind: 'open' }
  /** It has put the end of a trial on record. */
  | { readonly kind: 'made' }
  /** By their ids the states of the studies that were named last, and how many of their trials have ended. */
  | {
      readonly kind: 'progress'
      readonly states: Readonly<Record<string, string>>
      readonly ended: number
    }

/** A killed process is known to be lost after so long. */
const LEASE_SECONDS = 2
const TELL_MS = 200

// Otherwise written at an exit, which this process has none of: the next one starts sooner.
flushCompileCache()
const { config, threads, bug } = JSON.parse(process.argv[2]!) as TrialProcessOrder
// Whoever has started it is gone.
process.once('disconnect', () => process.exit())
// Kills come as fast as servers start, and are none of the trials' doing: here none is given up for its losses.
const take: TrialQueue['take'] = TrialQueue.prototype.take
TrialQueue.prototype.take = async function (this: TrialQueue, zone, worker) {
  const taken = await take.call(this, zone, worker)
  return taken && { ...taken, lost: Math.min(taken.lost, MAX_LOST - 1) }
}
if (bug !== undefined) plantBug(bug)
const tell = (news: TrialProcessNews) => process.send!(news)
const publish = RunRecord.prototype.publishEvent
RunRecord.prototype.publishEvent = async function (this: RunRecord, event, correlationId) {
  const isOurs = await publish.call(this, event, correlationId)
  if (event.name === 'ml.trial.completed' || event.name === 'ml.trial.failed')
    tell({ kind: 'made' })
  return isOurs
}
const record = await openServerRecord(
  { ...config, trialWorkers: threads },
  (line) => console.error(line),
  {
    ...{ threads: 0, isAuditing: false, pollMs: 50 },
    ...{ trialLeaseSeconds: LEASE_SECONDS, studyLeaseMs: 1000 * LEASE_SECONDS },
  },
)
const caller = callStudies(record)
let wanted: readonly WantedStudy[] = []
let asking: Promise<void> | undefined

/** Asks for what is not there, and tells how far all are. */
async function ask(): Promise<void> {
  const states: Record<string, string> = {}
  let ended = 0
  for (const { studyId: study_id, document } of wanted) {
    // Another process may have asked for it at the same time.
    const study = await caller
      .get(study_id)
      .catch(() => caller.call('studies.create', { study_id, document }))
      .catch(() => undefined)
    if (study === undefined) continue
    states[study_id] = study.state
    ended += study.completed + study.pruned + study.failed
  }
  tell({ kind: 'progress', states, ended })
}

process.on('message', (studies: readonly WantedStudy[]) => {
  wanted = studies
})
const timer = setInterval(() => {
  asking ??= ask()
    .catch((error) => console.error(String(error)))
    .finally(() => {
      asking = undefined
    })
}, TELL_MS)
process.once('SIGTERM', async () => {
  clearInterval(timer)
  await asking
  await record.close()
  process.exit()
})
tell({ kind: 'open' })
