/** Bugs that are planted in processes that make trials, to see that the campaign finds them; each by what it does wrong. */
import { RunRecord } from '../../jobs/run-record.ts'
import { TrialQueue } from '../../storage/trial-queue.ts'
import type { ProblemKind } from './judge-trials.ts'

/** The kind of problem that names it. */
export const TRIAL_BUGS = {
  'ends trials without a key': 'doubled',
  'never renews a lease': 'taken again',
  'leaves out ends now and then': 'lost',
  'tells other values where a trial is made again': 'altered',
  'keeps its share of the machine': 'held',
  'gives a trial up with the first worker': 'given up',
  'proposes a trial once more': 'doubled',
} as const satisfies Record<string, ProblemKind>

export type TrialBug = keyof typeof TRIAL_BUGS

/** Whether a bug shows without any kill. */
export const isQuietBug = (bug: TrialBug) =>
  bug !== 'gives a trial up with the first worker' &&
  bug !== 'tells other values where a trial is made again'

type PublishEvent = RunRecord['publishEvent']
type Alter = (event: Parameters<PublishEvent>[0]) => readonly Parameters<PublishEvent>[0][]

/** Plants one in this process. */
export function plantBug(bug: TrialBug): void {
  switch (bug) {
    case 'ends trials without a key':
      // Where it is told twice, as by two workers, both are on record.
      alterEvents((event) => {
        if (event.name !== 'ml.trial.completed') return [event]
        const { idempotencyKey: _, ...keyless } = event
        return [keyless, keyless]
      })
      break
    case 'never renews a lease':
      TrialQueue.prototype.keep = async () => true
      break
    case 'leaves out ends now and then': {
      let ends = 0
      alterEvents((event) => {
        return event.name === 'ml.trial.completed' && ends++ % 4 === 3 ? [] : [event]
      })
      break
    }
    case 'tells other values where a trial is made again':
      alterResults()
      break
    case 'keeps its share of the machine':
      alterEvents((event) => (event.name === 'allocation.released' ? [] : [event]))
      break
    case 'gives a trial up with the first worker':
      loseAll()
      break
    case 'proposes a trial once more':
      alterEvents((event) => {
        if (event.name !== 'ml.trial.proposed') return [event]
        return [event, { ...event, idempotencyKey: `${event.idempotencyKey}:again` }]
      })
      break
    default:
      bug satisfies never
  }
}

function alterEvents(alter: Alter): void {
  const publish: PublishEvent = RunRecord.prototype.publishEvent
  RunRecord.prototype.publishEvent = async function (this: RunRecord, event, correlationId) {
    let isOurs = true
    for (const each of alter(event)) isOurs = await publish.call(this, each, correlationId)
    return isOurs
  }
}

/** As if a trial that was lost before went on from something else than its beginning. */
function alterResults(): void {
  const lost = new Set<string>()
  const take: TrialQueue['take'] = TrialQueue.prototype.take
  TrialQueue.prototype.take = async function (this: TrialQueue, zone, worker) {
    const taken = await take.call(this, zone, worker)
    if (taken !== undefined && taken.lost > 0) lost.add(taken.trialId)
    return taken
  }
  alterEvents((event) => {
    const { trial_id: id, values } = event.data as { trial_id?: string; values?: number[] }
    if (event.name !== 'ml.trial.completed' || !lost.has(id!)) return [event]
    return [{ ...event, data: { ...event.data, values: values!.map((value) => value + 1) } }]
  })
}

function loseAll(): void {
  const take: TrialQueue['take'] = TrialQueue.prototype.take
  TrialQueue.prototype.take = async function (this: TrialQueue, zone, worker) {
    const taken = await take.call(this, zone, worker)
    return taken && { ...taken, lost: taken.lost * 5 }
  }
}
