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
import { selectKeptHashes } from '../../storage/artifact-tables.ts'
import type { Database } from '../../storage/database.ts'
import { MODEL_RUN_TABLE } from '../../storage/model-run-tables.ts'
import { selectResource, selectResources } from '../../storage/resource-rows.ts'
import { InputRefusedError, NotFoundError, StateConflictError } from '../errors.ts'
import { type CallContext, type Handler, handle } from '../handler.ts'
import { publishMove, readCursor, toPage } from './publish-move.ts'

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
  const { list, get, create, start, complete, fail, cancel } = operations
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
    bind(complete, (input: CompleteInput, context) => runs.complete(input, context), findOwner),
    bind(fail, (input: FailInput, context) => runs.fail(input, context), findOwner),
    bind(cancel, (input: CancelInput, context) => runs.cancel(input, context), findOwner),
  ]
}

type WithPurpose = InputOf<typeof MODEL_RUN_OPERATIONS.create>
type CreateInput = InputOf<typeof TRAINING_RUN_OPERATIONS.create>
type StartInput = InputOf<typeof TRAINING_RUN_OPERATIONS.start>
type CompleteInput = InputOf<typeof TRAINING_RUN_OPERATIONS.complete>
type FailInput = InputOf<typeof TRAINING_RUN_OPERATIONS.fail>
type CancelInput = InputOf<typeof TRAINING_RUN_OPERATIONS.cancel>

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
    await this.#publish('create', runId, context, 'ml.run.created', data, 'created')
    return await this.find(runId)
  }

  async start(
    { run_id: runId, worker, attempt }: StartInput,
    context: CallContext,
  ): Promise<LearningRun> {
    const run = await this.find(runId)
    const isSame = run.state === 'running' && run.attempt === attempt && run.worker === worker
    if (isSame) return run
    const next = attempt ?? run.attempt + 1
    this.#check(run, 'ml.run.started', next === run.attempt + 1)
    const data = { run_id: runId, worker, attempt: next }
    await this.#publish('start', runId, context, 'ml.run.started', data, `start/${next}`)
    return await this.find(runId)
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
    await this.#publish('complete', runId, context, 'ml.run.completed', data, 'end')
    return await this.find(runId)
  }

  async fail({ run_id: runId, code, message }: FailInput, context: CallContext) {
    const run = await this.find(runId)
    this.#check(run, 'ml.run.failed')
    const { attempt, inputs } = run
    const data = { run_id: runId, code, message, attempt, inputs }
    await this.#publish('fail', runId, context, 'ml.run.failed', data, 'end')
    return await this.find(runId)
  }

  async cancel({ run_id: runId, reason }: CancelInput, context: CallContext) {
    const run = await this.find(runId)
    this.#check(run, 'ml.run.cancelled')
    const data = { run_id: runId, by: context.principal.id, reason, inputs: run.inputs }
    await this.#publish('cancel', runId, context, 'ml.run.cancelled', data, 'end')
    return await this.find(runId)
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

  async #publish(
    verb: keyof Operations,
    id: string,
    context: CallContext,
    name: ModelRunEvent['name'],
    data: Readonly<Record<string, unknown>>,
    key: string,
  ): Promise<void> {
    const { resource, name: operation } = this.#operations[verb]
    const move = { operation, resource, id, wanted: name.slice('ml.run.'.length) }
    const event = { kind: 'record' as const, name, data, idempotencyKey: `ml.run/${id}/${key}` }
    await publishMove(context, this.#deps.database, move, event)
  }
}

/** What a run came to, in one text. */
function sayEnd({ metrics, outputs }: Pick<LearningRun, 'metrics' | 'outputs'>): string {
  return JSON.stringify([
    metrics.map(({ name, value }) => [name, value]),
    outputs.map(({ role, sha256 }) => [role, sha256]),
  ])
}
