/** What does an operation, once it is allowed. */
import type {
  InputOf,
  OperationType,
  OutputOf,
  StreamAnswer,
} from '../../engine/resources/operation.ts'
import type { ResourceName } from '../../engine/resources/resource-name.ts'
import type { KnownRecord } from '../../engine/telemetry/event-types.ts'
import type { Published } from '../events/record-bus.ts'
import type { GateVerdict, Principal, Surface } from '../policy/gate.ts'

/** For whom and on what ground an operation is done. */
export interface CallContext {
  readonly principal: Principal
  readonly surface: Surface
  readonly correlationId: string
  readonly traceparent: string | undefined
  readonly verdict: GateVerdict
  /** Is aborted when the caller has gone before the answer; absent where the surface cannot tell. */
  readonly signal?: AbortSignal | undefined
  /** Raw bytes that came beside the input: there where the body of the operation is a stream, and only there. */
  readonly content?: AsyncIterable<Uint8Array>
  /** What this caller may see of a resource: its answer is masked anyway, and what it is chosen by has to be too. */
  mask(resource: ResourceName, value: unknown): unknown
  /**
   * Has policies decide again, about what the call turns out to be of, before that is done.
   *
   * @throws {DeniedError} where they do not allow it.
   */
  assertMay(id: string, owner: string | undefined): Promise<void>
  /** Counts what is as much work as so many more requests of the caller. */
  charge(requests: number): void
  /**
   * Puts an event on record, as brought about by the verdict of this call, and waits until what is made of events
   * has it.
   */
  publishEvent(event: KnownRecord): Promise<Published>
}

/** An operation with what does it. */
export interface Handler {
  readonly operation: OperationType
  /** Who made the resource that is asked for; for policies. Absent, nobody is known. */
  findOwner?(input: never): Promise<string | null | undefined>
  handle(input: never, context: CallContext): Promise<unknown>
}

/** Binds an operation to what does it. */
export function handle<T extends OperationType>(
  operation: T,
  handler: (input: InputOf<T>, context: CallContext) => Promise<OutputOf<T>>,
  findOwner?: (input: InputOf<T>) => Promise<string | null | undefined>,
): Handler {
  return findOwner === undefined
    ? { operation, handle: handler }
    : { operation, handle: handler, findOwner }
}

/** Binds an operation whose answer is a stream to what does it; its output is told beside the content. */
export function handleStream<T extends OperationType & { readonly answer?: 'stream' }>(
  operation: T,
  handler: (input: InputOf<T>, context: CallContext) => Promise<OutputOf<T> & StreamAnswer>,
  findOwner?: (input: InputOf<T>) => Promise<string | null | undefined>,
): Handler {
  return findOwner === undefined
    ? { operation, handle: handler }
    : { operation, handle: handler, findOwner }
}
