/**
 * Asks the server that the viewer came from: the operations that it declares, by their names, each answer held to its
 * schema. Nothing is asked of another origin.
 */
import type { z } from 'zod'
import type { OperationType } from '../../engine/resources/operation.ts'
import {
  ServerAbsentError,
  ServerAnswerError,
  ServerFailedError,
  ServerRefusedError,
  ServerUnreachableError,
} from './server-errors.ts'
import { newTraceparent, traceIdOf } from './trace-context.ts'

const API = '/api/v1'
const TIMEOUT_MS = 15_000
/** Of a fault's message so much is shown. */
const MAX_MESSAGE_CHARS = 500

type Fetch = (url: string, options: RequestInit) => Promise<Response>

export interface ServerClientOptions {
  readToken(): string | undefined
  /** For tests. */
  readonly fetch?: Fetch
  readonly timeoutMs?: number
}

export interface CallOptions {
  /** Ends the call; its promise then rejects with the reason. */
  readonly signal?: AbortSignal | undefined
  /** The trace that it is part of; by itself each call has its own. */
  readonly traceparent?: string | undefined
}

export class ServerClient {
  readonly #options: ServerClientOptions

  constructor(options: ServerClientOptions) {
    this.#options = options
  }

  /**
   * Does an operation.
   *
   * @throws {ServerAbsentError} where there is no server, as on a static host.
   * @throws {ServerRefusedError} where it does not do this for whoever asks.
   * @throws {ServerFailedError} with the server's own code where it cannot be done.
   * @throws {ServerAnswerError | ServerUnreachableError} where no answer came that is one.
   */
  async call<T extends OperationType>(
    operation: T,
    input: z.input<T['input']>,
    options: CallOptions = {},
  ): Promise<z.output<T['output']>> {
    const response = await this.#send(operation, input as Record<string, unknown>, options)
    const { name } = operation
    const answer = response.status === 204 ? {} : await readAnswer(response, name)
    if (!response.ok) throw describeRefusal(answer, response.status, name)
    const parsed = operation.output.safeParse(answer)
    if (parsed.success) return parsed.data as z.output<T['output']>
    const [issue] = parsed.error.issues
    const problem = `${issue?.path.map(String).join('.') || 'it'}: ${issue?.message ?? 'odd'}`
    throw new ServerAnswerError({ operation: name, problem })
  }

  /**
   * Reads a content: raw bytes, of which nothing is known but what the operation says.
   *
   * @throws as `call` does.
   */
  async read(
    operation: OperationType & { readonly answer?: 'stream' },
    input: Readonly<Record<string, unknown>>,
    options: CallOptions = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    const response = await this.#send(operation, { ...input }, options)
    if (!response.ok) {
      const answer = await readAnswer(response, operation.name)
      throw describeRefusal(answer, response.status, operation.name)
    }
    try {
      return new Uint8Array(await response.arrayBuffer())
    } catch (cause) {
      throw new ServerAnswerError(
        { operation: operation.name, problem: 'it was cut off' },
        { cause },
      )
    }
  }

  async #send(
    operation: OperationType,
    input: Record<string, unknown>,
    { signal, traceparent = newTraceparent() }: CallOptions,
  ): Promise<Response> {
    const { readToken, fetch: send = fetch, timeoutMs = TIMEOUT_MS } = this.#options
    const { url, body } = locate(operation, input)
    const token = readToken()
    const timeout = AbortSignal.timeout(timeoutMs)
    const started = performance.now()
    try {
      return await send(url, {
        method: operation.method,
        headers: {
          accept: 'application/json',
          traceparent,
          // What comes of a click is found by this in the ledger: `ui.command.runs.create:4bf92f35`.
          'x-correlation-id': `ui.${operation.kind}.${operation.name}:${traceIdOf(traceparent).slice(0, 16)}`,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      })
    } catch (cause) {
      if (signal?.aborted) throw signal.reason
      const waitedMs = performance.now() - started
      throw new ServerUnreachableError({ operation: operation.name, waitedMs }, { cause })
    }
  }
}

/** Where an operation is asked, and what is sent there; fields of the path are no part of the rest. */
export function locate(
  { path, method }: Pick<OperationType, 'path' | 'method'>,
  input: Readonly<Record<string, unknown>>,
): { readonly url: string; readonly body: string | undefined } {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined))
  const place = path.replace(/:([a-z0-9_]+)/g, (_, field: string) => {
    const value = rest.get(field)
    rest.delete(field)
    return encodeURIComponent(String(value))
  })
  if (method === 'POST' || method === 'PUT') {
    return { url: API + place, body: JSON.stringify(Object.fromEntries(rest)) }
  }
  const query = new URLSearchParams([...rest].map(([field, value]) => [field, String(value)]))
  const text = query.toString()
  return { url: `${API}${place}${text === '' ? '' : `?${text}`}`, body: undefined }
}

/** Static hosts answer with pages, and with pages of their own where there is nothing. */
async function readAnswer(response: Response, operation: string): Promise<unknown> {
  const isJson = /^application\/([a-z.+-]+\+)?json\b/.test(
    response.headers.get('content-type') ?? '',
  )
  const { pathname: path } = new URL(response.url || 'http://localhost/')
  if (!isJson && (response.ok || response.status === 404 || response.status === 405)) {
    throw new ServerAbsentError({ path })
  }
  let answer: unknown
  try {
    answer = await response.json()
  } catch (cause) {
    throw new ServerAnswerError({ operation, problem: 'it is no JSON' }, { cause })
  }
  // A server that only serves the viewer knows nothing below this path.
  if (response.status === 404 && codeOf(answer) === 'app/not-found') {
    throw new ServerAbsentError({ path })
  }
  return answer
}

function describeRefusal(answer: unknown, status: number, operation: string): Error {
  const code = codeOf(answer) ?? `http/${status}`
  const { message } = (answer ?? {}) as { message?: unknown }
  const said = typeof message === 'string' ? message.slice(0, MAX_MESSAGE_CHARS) : undefined
  if (status === 401 || status === 403) {
    const reason = said ?? `${operation} is denied.`
    return new ServerRefusedError({ operation, status, reason })
  }
  const text = said ?? `The server answered ${operation} with ${status}.`
  return new ServerFailedError(code, text, { operation, status })
}

function codeOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const { code } = answer as { code?: unknown }
  return typeof code === 'string' && /^[a-z0-9-]+\/[a-z0-9-]+$/.test(code) ? code : undefined
}
