/** Takes what is reported of runs of models and of trainings, by whoever does them. */
import {
  type LearningRun,
  MODEL_PURPOSES,
  MODEL_RUN_MACHINE,
  type ModelRunEvent,
} from '../../../engine/resources/model-run.ts'
import type { InputOf } from '../../../engine/resources/operation.ts'
import {
  MODEL_RUN_OPERATIONS,
  TRAINING_RUN_OPERATIONS,
} from '../../../engine/resources/operations/model-run-operations.ts'
import { nextState } from '../../../engine/resources/state-machine.ts'
import type { Published } from '../../events/record-bus.ts'
import { endKeyOfModelRun } from '../../jobs/lost-trainers.ts'
import { selectKeptHashes } from '../../storage/artifact-tables.ts'
import type { Database } from '../../storage/database.ts'
import { MODEL_RUN_TABLE } from '../../storage/model-run-tables.ts'
import { selectResource, selectResources } from '../../storage/resource-rows.ts'
import {
  beginTrainerLease,
  DEFAULT_TRAINER_LEASE_SECONDS,
  keepTrainerLease,
} from '../../storage/trainer-lease-tables.ts'
import { InputRefusedError, NotFoundError, StateConflictError } from '../errors.ts'
import { type CallContext, type Handler, handle } from '../handler.ts'
import { confirmMove, readCursor, toPage } from './confirm-move.ts'

export interface ModelRunDependencies {
  readonly database: Database
  /** The version of Thunderline, for those who say none of their own. */
  readonly engine: string
  newId(): string
  /** Milliseconds since 1970. */
  wallTimeMs(): number
}

type Operations = typeof MODEL_RUN_OPERATIONS | typeof TRAINING_RUN_OPERATIONS
type Purpose = LearningRun['purpose']

/** What made a run, which its end says again: half of what an event holds is left for what came of it. */
const MAX_ORIGIN_CHARS = 24 * 1024

/** Handlers of runs of models and of trainings. */
export function buildModelRunHandlers(deps: ModelRunDependencies): readonly Handler[] {
  return [
    ...buildFor(
      deps,
      MODEL_RUN_OPERATIONS,
      MODEL_PURPOSES,
      (input) => (input as WithPurpose).purpose,
    ),
    ...buildFor(deps, TRAINING_RUN_OPERATIONS, ['training'], () => 'training'),
  ]
}

function buildFor(
  deps: ModelRunDependencies,
  operations: Operations,
  purposes: readonly Purpose[],
  purposeOf: (input: object) => Purpose,
): readonly Handler[] {
  const runs = new Runs(deps, operations, purposes)
  const { list, get, create, start, heartbeat, complete, fail, cancel } = operations
  const findOwner = async ({ run_id }: { readonly run_id: string }) =>
    (await runs.look(run_id))?.created_by
  // The two sets differ in their purposes alone, which the schemas of outputs hold them to.
  const bind = handle as (
    operation: (typeof operations)[keyof Operations],
    handler: (input: never, context: CallContext) => Promise<unknown>,
    owner?: typeof findOwner,
  ) => Handler
  return [
    bind(list, (input: InputOf<typeof MODEL_RUN_OPERATIONS.list>) => runs.list(input)),
    bind(get, ({ run_id }: { run_id: string }) => runs.find(run_id), findOwner),
    bind(create, (input: CreateInput, context) => runs.create(input, purposeOf(input), context)),
    bind(start, (input: StartInput, context) => runs.start(input, context), findOwner),
    bind(heartbeat, (input: HeartbeatInput) => runs.hear(input), findOwner),
    bind(complete, (input: CompleteInput, context) => runs.complete(input, context), findOwner),
    bind(fail, (input: FailInput, context) => runs.fail(input, context), findOwner),
    bind(cancel, (input: CancelInput, context) => runs.cancel(input, context), findOwner),
  ]
}

type WithPurpose = InputOf<typeof MODEL_RUN_OPERATIONS.create>
type CreateInput = InputOf<typeof TRAINING_RUN_OPERATIONS.create>
type StartInput = InputOf<typeof TRAINING_RUN_OPERATIONS.start>
type HeartbeatInput = InputOf<typeof TRAINING_RUN_OPERATIONS.heartbeat>
type CompleteInput = InputOf<typeof TRAINING_RUN_OPERATIONS.complete>
type FailInput = InputOf<typeof TRAINING_RUN_OPERATIONS.fail>
type CancelInput = InputOf<typeof TRAINING_RUN_OPERATIONS.cancel>

/** The states that the operations lead to. */
const WANTED = {
  ...{ create: 'queued', start: 'running' },
  ...{ complete: 'completed', fail: 'failed', cancel: 'cancelled' },
} as const

class Runs {
  readonly #deps: ModelRunDependencies
  readonly #operations: Operations
  readonly #purposes: readonly Purpose[]

  constructor(deps: ModelRunDependencies, operations: Operations, purposes: readonly Purpose[]) {
    this.#deps = deps
    this.#operations = operations
    this.#purposes = purposes
  }

  async list({ state, limit, after }: InputOf<typeof MODEL_RUN_OPERATIONS.list>) {
    const range = { beforeSeq: readCursor(this.#operations.list.name, after), count: limit }
    const where = { purpose: this.#purposes, state }
    return toPage(await selectResources(this.#deps.database, MODEL_RUN_TABLE, where, range))
  }

  /** A run of these purposes; undefined where there is none. */
  async look(runId: string): Promise<LearningRun | undefined> {
    const found = await selectResource(this.#deps.database, MODEL_RUN_TABLE, runId)
    return found !== undefined && this.#purposes.includes(found.purpose) ? found : undefined
  }

  /** @throws {NotFoundError} where there is none. */
  async find(runId: string): Promise<LearningRun> {
    const found = await this.look(runId)
    if (found !== undefined) return found
    throw new NotFoundError({ resource: this.#operations.get.resource, id: runId })
  }

  async create(
    { run_id: runId = this.#deps.newId(), engine = this.#deps.engine, ...input }: CreateInput,
    purpose: Purpose,
    context: CallContext,
  ): Promise<LearningRun> {
    const { parameters, seed, revision, inputs } = input
    const code = revision === undefined ? { engine } : { engine, revision }
    const origin = { purpose, parameters, seed, ...code, inputs }
    const chars = JSON.stringify(origin).length
    if (chars > MAX_ORIGIN_CHARS) {
      const fault = `what makes the run has ${chars} letters as JSON, and at most ${MAX_ORIGIN_CHARS} are kept`
      throw new InputRefusedError({ operation: this.#operations.create.name, faults: [fault] })
    }
    const data = { run_id: runId, created_by: context.principal.id, ...origin }
    const idempotencyKey = `ml.run/${runId}/created`
    const event = { kind: 'record', name: 'ml.run.created', data, idempotencyKey } as const
    return await this.#confirm('create', runId, context.publishEvent(event))
  }

  async start(
    { run_id: runId, worker, attempt, lease_seconds: leaseSeconds }: StartInput,
    context: CallContext,
  ): Promise<LearningRun> {
    const { database } = this.#deps
    const run = await this.find(runId)
    const isSame = run.state === 'running' && run.attempt === attempt && run.worker === worker
    if (isSame) {
      await beginTrainerLease(database, { runId, attempt, leaseSeconds })
      return run
    }
    const next = attempt ?? run.attempt + 1
    this.#check(run, 'ml.run.started', next === run.attempt + 1)
    const data = { run_id: runId, worker, attempt: next }
    const idempotencyKey = `ml.run/${runId}/start/${next}`
    const event = { kind: 'record', name: 'ml.run.started', data, idempotencyKey } as const
    const started = await this.#confirm('start', runId, context.publishEvent(event))
    await beginTrainerLease(database, { runId, attempt: next, leaseSeconds })
    return started
  }

  /** The worker is there still, until it is silent for as long as it has said. */
  async hear({ run_id: runId, attempt }: HeartbeatInput) {
    const { database } = this.#deps
    const run = await this.find(runId)
    const current = attempt ?? run.attempt
    const isCurrent = run.state === 'running' && current === run.attempt
    if (!isCurrent) {
      const wanted = `heard of in attempt ${current}`
      const { resource } = this.#operations.get
      throw new StateConflictError({ resource, id: runId, state: run.state, wanted })
    }
    const kept = await keepTrainerLease(database, runId, current)
    const leaseSeconds = kept ?? DEFAULT_TRAINER_LEASE_SECONDS
    if (kept === undefined) {
      await beginTrainerLease(database, { runId, attempt: current, leaseSeconds })
    }
    return { run_id: runId, attempt: current, lease_seconds: leaseSeconds }
  }

  async complete(
    { run_id: runId, metrics, outputs }: CompleteInput,
    context: CallContext,
  ): Promise<LearningRun> {
    const run = await this.find(runId)
    if (run.state === 'completed' && sayEnd(run) === sayEnd({ metrics, outputs })) return run
    this.#check(run, 'ml.run.completed')
    await this.#checkOutputs(outputs.map(({ sha256 }) => sha256))
    const { purpose, parameters, seed, engine, revision, inputs } = run
    const code = revision === undefined ? { engine } : { engine, revision }
    const origin = { purpose, parameters, seed, ...code, inputs }
    const duration_ms = Math.max(0, this.#deps.wallTimeMs() - run.started_at_ms!)
    const data = { run_id: runId, ...origin, metrics, duration_ms, outputs }
    const idempotencyKey = endKeyOfModelRun(runId)
    const event = { kind: 'record', name: 'ml.run.completed', data, idempotencyKey } as const
    return await this.#confirm('complete', runId, context.publishEvent(event))
  }

  async fail({ run_id: runId, code, message }: FailInput, context: CallContext) {
    const run = await this.find(runId)
    this.#check(run, 'ml.run.failed')
    const { attempt, inputs } = run
    const data = { run_id: runId, code, message, attempt, inputs }
    const idempotencyKey = endKeyOfModelRun(runId)
    const event = { kind: 'record', name: 'ml.run.failed', data, idempotencyKey } as const
    return await this.#confirm('fail', runId, context.publishEvent(event))
  }

  async cancel({ run_id: runId, reason }: CancelInput, context: CallContext) {
    const run = await this.find(runId)
    this.#check(run, 'ml.run.cancelled')
    const data = { run_id: runId, by: context.principal.id, reason, inputs: run.inputs }
    const idempotencyKey = endKeyOfModelRun(runId)
    const event = { kind: 'record', name: 'ml.run.cancelled', data, idempotencyKey } as const
    return await this.#confirm('cancel', runId, context.publishEvent(event))
  }

  #check({ run_id: id, state }: LearningRun, event: ModelRunEvent['name'], isNext = true): void {
    if (isNext && nextState(MODEL_RUN_MACHINE, state, event) !== undefined) return
    const wanted = event.slice('ml.run.'.length)
    throw new StateConflictError({ resource: this.#operations.get.resource, id, state, wanted })
  }

  /** What a run has made must be there, or nobody could ever look at it. */
  async #checkOutputs(hashes: readonly string[]): Promise<void> {
    const kept = await selectKeptHashes(this.#deps.database, hashes)
    const missing = hashes.find((hash) => !kept.has(hash))
    if (missing !== undefined) throw new NotFoundError({ resource: 'Artifact', id: missing })
  }

  /** Waits until a move is on record, and gives the run as it is then. */
  async #confirm(
    verb: keyof typeof WANTED,
    id: string,
    published: Promise<Published>,
  ): Promise<LearningRun> {
    const { resource, name: operation } = this.#operations[verb]
    const move = { operation, resource, id, wanted: WANTED[verb] }
    await confirmMove(this.#deps.database, move, published)
    return await this.find(id)
  }
}

/** What a run came to, in one text. */
function sayEnd({ metrics, outputs }: Pick<LearningRun, 'metrics' | 'outputs'>): string {
  return JSON.stringify([
    metrics.map(({ name, value }) => [name, value]),
    outputs.map(({ role, sha256 }) => [role, sha256]),
  ])
}
