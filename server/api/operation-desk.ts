/**
 * The one way in: whatever surface an operation is asked on, it is called here. The caller is held to its rate, the
 * input to its schema, and both to the policies, in this order, and only then it is done.
 */
import type { z } from 'zod'
import type { OperationType, StreamAnswer } from '../../engine/resources/operation.ts'
import { checkSchema } from '../../engine/scenario/check-schema.ts'
import { FaultList } from '../../engine/scenario/fault-list.ts'
import type { RecordEvent } from '../../engine/telemetry/published-event.ts'
import type { Published, RequestContext } from '../events/record-bus.ts'
import type { Gate, GateRequest, GateVerdict, Principal, Surface } from '../policy/gate.ts'
import { ANONYMOUS } from '../policy/gate.ts'
import {
  DeniedError,
  InputRefusedError,
  NotFoundError,
  OutputDefectError,
  TooManyRequestsError,
} from './errors.ts'
import type { Handler } from './handler.ts'
import type { RateTicket } from './rate-ticket.ts'

/** Who asks, where, and as part of what. */
export interface Caller {
  readonly principal: Principal
  readonly surface: Surface
  /** By which the rate is counted: the id of a token that was verified, else an address. */
  readonly rateKey: string
  readonly correlationId: string
  /** Is aborted when whoever asks has gone before they were answered; absent where nobody can tell. */
  readonly signal?: AbortSignal | undefined
  /** For the first call, where the request was counted when it came in. */
  readonly ticket?: RateTicket
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
}

/** Sees what is asked of a desk. It does each work once, and gives what that gives. */
export interface DeskObserver {
  /** @param operation its name; `unknown` for one that nobody has declared. */
  call<T>(operation: string, caller: Caller, work: (within: Caller) => Promise<T>): Promise<T>
  decision(
    request: GateRequest,
    decide: (within: GateRequest) => Promise<GateVerdict>,
  ): Promise<GateVerdict>
}

export interface OperationDeskOptions {
  readonly gate: Gate
  readonly handlers: readonly Handler[]
  /** Sees all that is asked, and what becomes of it; nobody does when left out. */
  readonly observer?: DeskObserver
  /** Puts an event on record and waits until what is made of events has it. */
  publishEvent(event: RecordEvent, request: RequestContext): Promise<Published>
}

const MAX_FAULTS = 8

export class OperationDesk {
  readonly #options: OperationDeskOptions
  readonly #handlers: ReadonlyMap<string, Handler>

  constructor(options: OperationDeskOptions) {
    this.#options = options
    this.#handlers = new Map(options.handlers.map((each) => [each.operation.name, each]))
  }

  /** All operations that are done here. */
  get operations(): readonly OperationType[] {
    return this.#options.handlers.map(({ operation }) => operation)
  }

  /**
   * Does an operation for a caller; gives its output, masked as policies say. The output of an operation whose
   * answer is a stream has it as `content`.
   *
   * @param content what came beside the input, for operations whose body is a stream.
   * @throws {TooManyRequestsError | NotFoundError | InputRefusedError | DeniedError} in this order of checks, and
   *   what the operation itself throws.
   */
  async call(
    name: string,
    input: unknown,
    caller: Caller,
    content?: AsyncIterable<Uint8Array>,
  ): Promise<unknown> {
    return await this.#observe(name, caller, (within) => this.#call(name, input, within, content))
  }

  /**
   * Decides whether a caller may do an operation to something, without doing it: for what is looked at over time.
   *
   * @param id of what; `*` for many.
   * @throws {TooManyRequestsError | DeniedError | NotFoundError} where it may not.
   */
  async permit(name: string, id: string, caller: Caller): Promise<void> {
    await this.#observe(name, caller, async (within) => {
      const handler = this.#admit(name, within)
      await this.#judge(handler.operation, id, undefined, within)
    })
  }

  /**
   * Decides about somebody without a token by the path alone, so that who may not ask is told so before anything of
   * the request is read. Whoever has a token is decided about when they call.
   *
   * @param fields of the path.
   * @throws {DeniedError} where policies do not let them.
   */
  async greet(name: string, fields: unknown, caller: Caller): Promise<void> {
    const operation = this.#handlers.get(name)?.operation
    if (operation === undefined || caller.principal.id !== ANONYMOUS.id) return
    await this.#observe(name, caller, async (within) => {
      await this.#judge(operation, idOf(operation, fields), undefined, within)
    })
  }

  async #observe<T>(
    name: string,
    caller: Caller,
    work: (within: Caller) => Promise<T>,
  ): Promise<T> {
    const { observer } = this.#options
    if (observer === undefined) return await work(caller)
    // What nobody has declared is one name, whatever a stranger calls it.
    return await observer.call(this.#handlers.has(name) ? name : 'unknown', caller, work)
  }

  #admit(name: string, { rateKey, ticket }: Caller): Handler {
    if (ticket?.take() !== true) {
      const { isAdmitted, retryAfterMs } = this.#options.gate.admit(rateKey)
      if (!isAdmitted) throw new TooManyRequestsError({ retryAfterMs })
    }
    const handler = this.#handlers.get(name)
    if (handler === undefined) throw new NotFoundError({ resource: 'operation', id: name })
    return handler
  }

  async #call(
    name: string,
    input: unknown,
    caller: Caller,
    content?: AsyncIterable<Uint8Array>,
  ): Promise<unknown> {
    const { gate } = this.#options
    const handler = this.#admit(name, caller)
    const { operation } = handler
    checkBody(operation, content)
    const parsed = checkSchema(operation.input, input)
    if (!parsed.success) {
      const list = new FaultList(input)
      list.addIssues(parsed.issues)
      const faults = list.faults.slice(0, MAX_FAULTS).map(({ field, problem }) => {
        return `${field === '' ? 'the input' : field}: ${problem}`
      })
      throw new InputRefusedError({ operation: name, faults })
    }
    const verdict = await this.#decide(handler, parsed.data as never, caller)
    const { correlationId, traceparent, tracestate, principal, surface, signal } = caller
    const { cause } = verdict
    const trace = traceparent === undefined ? {} : { traceparent, ...asGiven({ tracestate }) }
    const output = await handler.handle(parsed.data as never, {
      ...{ principal, surface, correlationId, traceparent, verdict, signal },
      ...(content === undefined ? {} : { content }),
      assertMay: async (id, owner) => void (await this.#judge(operation, id, owner, caller)),
      charge: (requests) => gate.charge(caller.rateKey, requests),
      mask: (resource, value) => gate.mask(principal, resource, value),
      publishEvent: async (event) =>
        await this.#options.publishEvent(
          { ...event, agent: event.agent ?? principal.id, cause: event.cause ?? cause },
          { correlationId, ...trace },
        ),
    })
    if (operation.answer !== 'stream') {
      return gate.mask(principal, operation.resource, checkOutput(operation, output))
    }
    const { content: answer, ...told } = output as StreamAnswer
    const masked = gate.mask(principal, operation.resource, told) as object
    return { ...masked, content: answer }
  }

  async #decide(handler: Handler, input: never, caller: Caller): Promise<GateVerdict> {
    const id = idOf(handler.operation, input)
    const owner = (await handler.findOwner?.(input)) ?? undefined
    return await this.#judge(handler.operation, id, owner, caller)
  }

  async #judge(
    { name, resource, kind, isFleeting }: OperationType,
    id: string,
    owner: string | undefined,
    { principal, surface, correlationId, traceparent }: Caller,
  ): Promise<GateVerdict> {
    const { gate, observer } = this.#options
    const request: GateRequest = {
      ...{ principal, action: name, surface, correlationId, traceparent },
      resource: { type: resource, id, owner },
      isCommand: kind === 'command' && isFleeting !== true,
    }
    const verdict =
      observer === undefined
        ? await gate.decide(request)
        : await observer.decision(request, (within) => gate.decide(within))
    if (verdict.decision === 'allow') return verdict
    const { reason, id: verdictId } = verdict
    const isAnonymous = principal.id === ANONYMOUS.id
    throw new DeniedError({ operation: name, reason, verdict: verdictId }, isAnonymous)
  }
}

/** Of what is asked for; `*` where it is none yet, or many. */
function idOf({ subject }: OperationType, input: unknown): string {
  const id = subject === undefined ? undefined : (input as Record<string, unknown>)[subject]
  return id === undefined ? '*' : String(id)
}

function checkBody({ name, body }: OperationType, content: unknown): void {
  if ((body === 'stream') === (content !== undefined)) return
  const fault = body === 'stream' ? 'the content is missing' : 'no content is wanted'
  throw new InputRefusedError({ operation: name, faults: [fault] })
}

/** What leaves is what was declared, so that nothing slips out that policies do not know. */
function checkOutput({ name, output: schema }: OperationType, output: unknown): unknown {
  const parsed = schema.safeParse(output)
  if (parsed.success) return parsed.data
  throw new OutputDefectError({ operation: name, faults: describeFaults(parsed.error) })
}

const asGiven = ({ tracestate }: { readonly tracestate: string | undefined }) =>
  tracestate === undefined ? {} : { tracestate }

function describeFaults(error: z.ZodError): string[] {
  return error.issues
    .slice(0, MAX_FAULTS)
    .map(({ path, message }) => `${path.map(String).join('.') || 'the input'}: ${message}`)
}
