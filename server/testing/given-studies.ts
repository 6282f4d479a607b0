/** Studies whose trials are given, for whatever makes trials: they are put on record without anybody who leads them. */
import { tmpdir } from 'node:os'
import { openStudy } from '../../engine/node/open-study.ts'
import { isStudyOver } from '../../engine/resources/study.ts'
import type { TrialResource } from '../../engine/resources/trial.ts'
import type { Params } from '../../engine/search/parameter.ts'
import type { RecordEvent } from '../../engine/telemetry/published-event.ts'
import type { ServerRecord } from '../app/server-record.ts'
import type { StudySource } from '../cerebros/study-source.ts'
import type { Database } from '../storage/database.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { STUDY_TABLE } from '../storage/study-tables.ts'
import type { TrialJob } from '../storage/trial-queue.ts'
import { TRIAL_TABLE } from '../storage/trial-tables.ts'

export interface GivenStudy {
  readonly studyId: string
  readonly document: unknown
  readonly zone?: 'cpu' | 'gpu'
}

type Bus = Pick<ServerRecord['bus'], 'publishEvent' | 'waitUntilHeard'>

const HASH = '0'.repeat(64)

/** Puts a study on record. */
export async function createStudy(bus: Bus, { studyId, zone = 'cpu' }: GivenStudy): Promise<void> {
  await publish(bus, 'ml.study.created', `${studyId}:created`, {
    ...{ study_id: studyId, name: studyId, document_sha256: HASH, identity: HASH, seed: '1' },
    ...{ sampler: 'random@1', objectives: [{ name: 'a', direction: 'minimize' }], trials: 1000 },
    ...{ workers: 1, priority: 0, zone, engine: '1', created_by: 'tests' },
  })
}

/** Puts a trial on record; gives its job. */
export async function proposeTrial(
  bus: Bus,
  { studyId, zone = 'cpu' }: GivenStudy,
  number: number,
  params: Params,
): Promise<TrialJob> {
  const trialId = `${studyId}:${number}`
  await publish(bus, 'ml.trial.proposed', `${studyId}:${number}:proposed`, {
    ...{ trial_id: trialId, study_id: studyId, number, proposal_id: `proposal-${trialId}` },
    ...{ sampler: 'random@1', seed: '1', ends: 0, inputs: [] },
    parameters: Object.entries(params).map(([name, value]) => ({ name, value })),
  })
  return { trialId, studyId, number, zone, priority: 0 }
}

/** Puts any event on record, and waits until it was heard. */
export async function publish(
  bus: Bus,
  name: string,
  idempotencyKey: string,
  data: RecordEvent['data'],
): Promise<void> {
  const event: RecordEvent = { kind: 'record', name, idempotencyKey, data }
  const { seq } = await bus.publishEvent(event, { correlationId: 'tests' })
  await bus.waitUntilHeard(seq, 60_000)
}

/**
 * What is read of studies by their tables.
 *
 * @param studies whose documents are known here.
 * @param isWorthGoingOn weighs a report; all are worth it when left out.
 */
export function readGivenStudies(
  database: Database,
  studies: readonly GivenStudy[],
  isWorthGoingOn: StudySource['isWorthGoingOn'] = async () => true,
): StudySource {
  return {
    isWorthGoingOn,
    async readTrial(trialId) {
      const trial = await readTrial(database, trialId)
      if (trial === undefined) return undefined
      const { study_id: studyId, number, attempt, parameters, state, proposal_id } = trial
      const study = await selectResource(database, STUDY_TABLE, studyId)
      if (study === undefined) return undefined
      const { state: studyState } = study
      return {
        ...{ trialId, studyId, number, attempt },
        params: Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
        studyState: isStudyOver(studyState) ? 'over' : (studyState as 'running' | 'paused'),
        isOver: state !== 'proposed',
        ...{ eventId: proposal_id, correlationId: 'tests' },
      }
    },
    async openStudy(studyId) {
      const { document } = studies.find((each) => each.studyId === studyId)!
      return await openStudy(document, tmpdir(), { allowsCommands: true })
    },
  }
}

/** A trial as it is on record; undefined where there is none. */
export async function readTrial(
  database: Database,
  trialId: string,
): Promise<TrialResource | undefined> {
  return await selectResource(database, TRIAL_TABLE, trialId)
}

/** A study of small automata: a trial is a run of some milliseconds, or of as many ticks as its parameter says. */
export const SMALL_STUDY = {
  version: 1,
  name: 'Small',
  space: [
    { name: 'density', type: 'int', low: 16, high: 192 },
    { name: 'b', type: 'int', low: 1, high: 6 },
  ],
  objectives: [
    { name: 'activity', direction: 'maximize' },
    { name: 'alive', direction: 'minimize' },
  ],
  budget: { trials: 1000 },
  seed: 1,
  objective: {
    kind: 'automaton',
    size: [8, 8, 8],
    ticks: 4,
    probes: [4],
    seeds: { count: 2 },
    set: { rule: 'B{b}/S23', density: '{density}' },
    values: { activity: { of: 'activity.ratio' }, alive: { of: 'alive.ratio' } },
  },
} as const
