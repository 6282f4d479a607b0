/** A server whose answers are judged: to each request one, soon, none of them a failure of the server, in bounded memory. */
import type { OperationType } from '../../engine/resources/operation.ts'

/** A server that is asked. */
export interface FuzzedApi {
  readonly address: string
  readonly operations: readonly OperationType[]
  /** Some that count, and some that do not. */
  readonly tokens: readonly string[]
  /** What went wrong that no caller has brought about. */
  readonly defects: unknown[]
}

const LIMIT_MS = 1000
/** What is slow by itself is slow each time; on a machine that has other work it may be slow a few times. */
const TRIES = 6
/** Whoever waits so long takes the server to hang. */
const HANGS_MS = 60_000
const MAX_HEAP_BYTES = 700 * 1024 * 1024

/** A request. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
  readonly token?: string
}

/** @throws where the answer is none that a caller should get. */
export async function isAnswered(api: FuzzedApi, asked: Asked): Promise<void> {
  await withinLimit(async () => {
    const { method, path, headers, body, token } = asked
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const response = await fetch(api.address + path, {
      method,
      headers: { ...authorization, ...headers },
      ...(body === undefined ? {} : { body: body as BodyInit }),
      signal: AbortSignal.timeout(HANGS_MS),
      redirect: 'manual',
    })
    const text = await response.text()
    assertAnswer(response, text, method)
    assertWell(api)
  })
}

function assertAnswer({ status, headers }: Response, text: string, method: string): void {
  if (status >= 500) throw new Error(`the status is ${status}: ${text.slice(0, 500)}`)
  if (headers.get('content-security-policy') === null) throw new Error('it has no security headers')
  if (headers.has('x-injected')) throw new Error('a header was put in')
  const isJson = headers.get('content-type')?.startsWith('application/json') === true
  if (status < 400 || method === 'HEAD') return
  if (!isJson) throw new Error(`the status ${status} has no code: ${text.slice(0, 200)}`)
  const { code, jsonrpc, errors } = JSON.parse(text)
  if (typeof code !== 'string' && jsonrpc !== '2.0' && !Array.isArray(errors)) {
    throw new Error(`the status ${status} has no code: ${text.slice(0, 200)}`)
  }
}

/** @throws what went wrong that no caller has brought about, and where the heap has grown beyond its bound. */
export function assertWell({ defects }: FuzzedApi): void {
  const [defect] = defects.splice(0)
  if (defect !== undefined) throw defect
  const { heapUsed } = process.memoryUsage()
  if (heapUsed > MAX_HEAP_BYTES) throw new Error(`the heap has ${heapUsed} bytes`)
}

/** What takes too long is tried again: a machine that has other work is no fault of the server. */
export async function withinLimit(ask: () => Promise<void>): Promise<void> {
  let tookMs = 0
  for (let tried = 0; tried < TRIES; tried++) {
    const startMs = performance.now()
    await ask()
    tookMs = performance.now() - startMs
    if (tookMs < LIMIT_MS) return
  }
  throw new Error(`the answer took ${Math.round(tookMs)} ms, ${TRIES} times`)
}
