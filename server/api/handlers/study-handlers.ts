/** What does the operations of studies and of their trials. */
import type { InputOf } from '../../../engine/resources/operation.ts'
import {
  STUDIES_CANCEL,
  STUDIES_CREATE,
  STUDIES_DOCUMENT,
  STUDIES_GET,
  STUDIES_LIST,
  STUDIES_PAUSE,
  STUDIES_PRIORITIZE,
  STUDIES_RESUME,
  TRIALS_GET,
  TRIALS_LIST,
} from '../../../engine/resources/operations/study-operations.ts'
import { nextState } from '../../../engine/resources/state-machine.ts'
import { STUDY_MACHINE, type StudyEvent } from '../../../engine/resources/study.ts'
import type { StudyState } from '../../../engine/resources/study-state.ts'
import type { StudyDesk } from '../../cerebros/study-desk.ts'
import { endKeyOfStudy } from '../../cerebros/study-events.ts'
import type { Published } from '../../events/record-bus.ts'
import type { Database } from '../../storage/database.ts'
import { withoutRefs } from '../../storage/event-refs.ts'
import { selectResource, selectResources } from '../../storage/resource-rows.ts'
import { STUDY_TABLE, type StoredStudy } from '../../storage/study-tables.ts'
import { TRIAL_TABLE } from '../../storage/trial-tables.ts'
import { NotFoundError, StateConflictError } from '../errors.ts'
import { type CallContext, type Handler, handle } from '../handler.ts'
import { confirmMove, readCursor, toPage } from './confirm-move.ts'

export interface StudyDependencies {
  readonly database: Database
  readonly studies: StudyDesk
}

/** To read a document takes as much as so many more requests. */
const DOCUMENT_REQUESTS = 9

/** Binds the operations of studies to what does them. */
export function buildStudyHandlers({ database, studies }: StudyDependencies): readonly Handler[] {
  const moves = new Moves(database)
  const findOwner = async ({ study_id: id }: { readonly study_id: string }) =>
    (await selectResource(database, STUDY_TABLE, id))?.created_by
  return [
    handle(STUDIES_LIST, async ({ state, limit, after }) => {
      const range = { beforeSeq: readCursor(STUDIES_LIST.name, after), count: limit }
      const page = await selectResources(database, STUDY_TABLE, { state }, range)
      return toPage({ ...page, items: page.items.map(withoutRefs) })
    }),
    handle(
      STUDIES_GET,
      async ({ study_id: id }) => await studies.describe(await moves.find(id)),
      findOwner,
    ),
    handle(
      STUDIES_DOCUMENT,
      async ({ study_id: id }) => {
        const { document_sha256: sha256 } = await moves.find(id)
        return { study_id: id, sha256, document: await studies.readDocument(sha256) }
      },
      findOwner,
    ),
    handle(STUDIES_CREATE, async (input, context) => {
      context.charge(DOCUMENT_REQUESTS)
      const data = await studies.accept(input, context.principal.id)
      const { study_id: id } = data
      const idempotencyKey = `${id}:created`
      const event = { kind: 'record', name: 'ml.study.created', data, idempotencyKey } as const
      return await moves.confirm(STUDIES_CREATE.name, 'running', id, context.publishEvent(event))
    }),
    handle(STUDIES_PAUSE, (input, context) => moves.pause(input, context), findOwner),
    handle(STUDIES_RESUME, (input, context) => moves.resume(input, context), findOwner),
    handle(STUDIES_CANCEL, (input, context) => moves.cancel(input, context), findOwner),
    handle(STUDIES_PRIORITIZE, (input, context) => moves.prioritize(input, context), findOwner),
    handle(
      TRIALS_LIST,
      async ({ study_id, state, limit, after }) => {
        await moves.find(study_id)
        const range = { beforeSeq: readCursor(TRIALS_LIST.name, after), count: limit }
        const page = await selectResources(database, TRIAL_TABLE, { study_id, state }, range)
        const items = page.items.map(({ reports: _reports, ...trial }) => withoutRefs(trial))
        return toPage({ ...page, items })
      },
      findOwner,
    ),
    handle(
      TRIALS_GET,
      async ({ trial_id: id }) => {
        const found = await selectResource(database, TRIAL_TABLE, id)
        if (found === undefined) throw new NotFoundError({ resource: 'Trial', id })
        return withoutRefs(found)
      },
      async ({ trial_id: id }) => {
        const found = await selectResource(database, TRIAL_TABLE, id)
        return found && (await findOwner(found))
      },
    ),
  ]
}

type MoveInput = InputOf<typeof STUDIES_PAUSE>

/** Puts moves of studies on record, where they are legal. */
class Moves {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** @throws {NotFoundError} where there is none. */
  async find(id: string): Promise<StoredStudy> {
    const found = await selectResource(this.#database, STUDY_TABLE, id)
    if (found === undefined) throw new NotFoundError({ resource: 'Study', id })
    return found
  }

  async pause({ study_id, reason }: MoveInput, context: CallContext) {
    const wanted = await this.#check(study_id, 'ml.study.paused')
    const data = { study_id, by: context.principal.id, reason }
    const published = context.publishEvent({ kind: 'record', name: 'ml.study.paused', data })
    return await this.confirm(STUDIES_PAUSE.name, wanted, study_id, published)
  }

  async resume({ study_id, reason }: MoveInput, context: CallContext) {
    const wanted = await this.#check(study_id, 'ml.study.resumed')
    const data = { study_id, by: context.principal.id, reason }
    const published = context.publishEvent({ kind: 'record', name: 'ml.study.resumed', data })
    return await this.confirm(STUDIES_RESUME.name, wanted, study_id, published)
  }

  async cancel({ study_id, reason }: MoveInput, context: CallContext) {
    const wanted = await this.#check(study_id, 'ml.study.cancelled')
    const data = { study_id, by: context.principal.id, reason }
    const idempotencyKey = endKeyOfStudy(study_id)
    const event = { kind: 'record', name: 'ml.study.cancelled', data, idempotencyKey } as const
    const published = context.publishEvent(event)
    return await this.confirm(STUDIES_CANCEL.name, wanted, study_id, published)
  }

  async prioritize(
    { study_id, priority }: InputOf<typeof STUDIES_PRIORITIZE>,
    context: CallContext,
  ) {
    const wanted = await this.#check(study_id, 'ml.study.prioritized')
    const data = { study_id, priority, by: context.principal.id }
    const published = context.publishEvent({ kind: 'record', name: 'ml.study.prioritized', data })
    return await this.confirm(STUDIES_PRIORITIZE.name, wanted, study_id, published)
  }

  /** Waits until a move is on record, and gives the study as it is then. */
  async confirm(operation: string, wanted: StudyState, id: string, published: Promise<Published>) {
    await confirmMove(this.#database, { operation, resource: 'Study', id, wanted }, published)
    return withoutRefs(await this.find(id))
  }

  /** The state that a move leads to. @throws {StateConflictError} where it is not legal. */
  async #check(id: string, move: StudyEvent['name']): Promise<StudyState> {
    const { state } = await this.find(id)
    const wanted = nextState(STUDY_MACHINE, state, move)
    if (wanted !== undefined) return wanted
    const told = move.slice('ml.study.'.length)
    throw new StateConflictError({ resource: 'Study', id, state, wanted: told })
  }
}
