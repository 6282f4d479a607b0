/** Takes searches that were made elsewhere, and has their trials verified. */
import {
  STUDIES_IMPORT,
  TRIALS_VERIFY,
} from '../../../engine/resources/operations/study-import-operations.ts'
import type { StudyDesk } from '../../cerebros/study-desk.ts'
import type { TrialVerifier } from '../../cerebros/trial-verifier.ts'
import type { Database } from '../../storage/database.ts'
import { withoutRefs } from '../../storage/event-refs.ts'
import { selectResource } from '../../storage/resource-rows.ts'
import { STUDY_TABLE } from '../../storage/study-tables.ts'
import { TRIAL_TABLE } from '../../storage/trial-tables.ts'
import { NotFoundError, StateConflictError } from '../errors.ts'
import { type Handler, handle } from '../handler.ts'
import { confirmMove } from './confirm-move.ts'

export interface StudyImportDependencies {
  readonly database: Database
  readonly studies: Pick<StudyDesk, 'accept'>
  readonly verifier: Pick<TrialVerifier, 'verify'>
}

/** To propose all trials of a record again takes as much as so many more requests. */
const RECORD_REQUESTS = 29
const VERIFY_REQUESTS = 9

export function buildStudyImportHandlers({
  database,
  studies,
  verifier,
}: StudyImportDependencies): readonly Handler[] {
  const findOwner = async ({ trial_id: id }: { readonly trial_id: string }) => {
    const trial = await selectResource(database, TRIAL_TABLE, id)
    return trial && (await selectResource(database, STUDY_TABLE, trial.study_id))?.created_by
  }
  return [
    handle(STUDIES_IMPORT, async (input, context) => {
      context.charge(RECORD_REQUESTS)
      const data = await studies.accept(input, context.principal.id)
      const { study_id: id } = data
      const idempotencyKey = `${id}:created`
      const event = { kind: 'record', name: 'ml.study.created', data, idempotencyKey } as const
      const move = { operation: STUDIES_IMPORT.name, resource: 'Study', id, wanted: 'running' }
      await confirmMove(database, move, context.publishEvent(event))
      const made = await selectResource(database, STUDY_TABLE, id)
      if (made === undefined) throw new NotFoundError({ resource: 'Study', id })
      return withoutRefs(made)
    }),
    handle(
      TRIALS_VERIFY,
      async ({ trial_id: id }, context) => {
        context.charge(VERIFY_REQUESTS)
        const found = await selectResource(database, TRIAL_TABLE, id)
        if (found === undefined) throw new NotFoundError({ resource: 'Trial', id })
        const { state, imported, verified } = found
        if (state !== 'completed' || imported !== true || verified !== undefined) {
          const now = verified === undefined ? state : `verified: it ${verified}`
          const told = imported === true ? now : 'made here'
          throw new StateConflictError({ resource: 'Trial', id, state: told, wanted: 'verified' })
        }
        const { principal, signal } = context
        const made = await verifier.verify(found, { id: principal.id, signal })
        const data = { ...made, by: principal.id }
        const idempotencyKey = `${id}:verified`
        const event = { kind: 'record', name: 'ml.trial.verified', data, idempotencyKey } as const
        const move = { operation: TRIALS_VERIFY.name, resource: 'Trial', id, wanted: 'verified' }
        await confirmMove(database, move, context.publishEvent(event))
        return withoutRefs((await selectResource(database, TRIAL_TABLE, id))!)
      },
      findOwner,
    ),
  ]
}
