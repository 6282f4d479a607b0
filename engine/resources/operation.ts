/**
 * What can be asked of a server: each operation is written down once, and every surface is made of that. REST and its
 * OpenAPI page, GraphQL, the tools of MCP, the client of the viewer, the actions that policies speak of and their
 * matrix all read the same list, so none can know an operation that another does not.
 *
 * Names of fields are those of events: lower-case words with `_` between.
 */
import type { z } from 'zod'
import type { ResourceName } from './resource-name.ts'

/** What a caller has to be trusted with. A token has some of them. */
export const SCOPES = ['read', 'write', 'admin'] as const

export type Scope = (typeof SCOPES)[number]

export type OperationMethod = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface OperationType {
  /** `resource.verb`: `runs.create`. Policies know it as the action of that name. */
  readonly name: string
  /** A sentence on what it does. */
  readonly about: string
  readonly resource: ResourceName
  readonly scope: Scope
  /** A query changes nothing and may be repeated; a command leaves events on record. */
  readonly kind: 'query' | 'command'
  readonly method: OperationMethod
  /** Below `/api/v1`, with `:field` for fields of the input: `/runs/:run_id`. The others are query or body. */
  readonly path: `/${string}`
  /** A strict object; every text and list in it has a bound. */
  readonly input: z.ZodObject
  readonly output: z.ZodType
  /**
   * The field of the input that names the one resource that is asked for; absent where it is none yet, or many. An
   * input may be without the field, where nobody knows yet which it will be.
   */
  readonly subject?: string
  /** Whether what a command changes is forgotten soon: nothing of it goes on record, nor does its verdict. */
  readonly isFleeting?: true
  /** Whether it is a tool of MCP. */
  readonly isTool?: true
  /** The most bytes of a body in JSON; `DEFAULT_BODY_BYTES` where nobody says. */
  readonly maxBodyBytes?: number
  /** `stream` where raw bytes come beside the input, which is then all in the query. Only REST has such. */
  readonly body?: 'stream'
  /** `stream` where raw bytes go out: the output is then what is told of them, as headers. Only REST has such. */
  readonly answer?: 'stream'
}

/** As many bytes a body has at most, unless its operation says otherwise. */
export const DEFAULT_BODY_BYTES = 64 * 1024

/** What an operation answers whose answer is a stream. */
export interface StreamAnswer {
  /** Of the content. */
  readonly media_type: string
  /** How many bytes the content has. */
  readonly bytes: number
  /** Ends in an error where what is read is not what was stored; then the answer must not end well either. */
  readonly content: AsyncIterable<Uint8Array>
}

/** An operation with the types of its input and output. */
export function defineOperation<const N extends string, I extends z.ZodObject, O extends z.ZodType>(
  operation: OperationType & { readonly name: N; readonly input: I; readonly output: O },
): OperationType & { readonly name: N; readonly input: I; readonly output: O } {
  return Object.freeze(operation)
}

export type InputOf<T extends OperationType> = z.output<T['input']>
export type OutputOf<T extends OperationType> = z.input<T['output']>
