/**
 * That nobody is answered who may not ask, on any surface: whatever an operation takes, over REST, GraphQL, MCP and
 * sockets, is denied by name.
 */
import fc from 'fast-check'
import type { LiveTopic, ServerMessage } from '../../engine/protocol/live-api.ts'
import type { OperationType } from '../../engine/resources/operation.ts'
import type { Case } from '../../engine/testing/case.ts'
import { listGraphqlOperations } from '../api/graphql/build-graphql-schema.ts'
import { listTools, toolOf } from '../api/mcp-route.ts'
import { anySoundInput } from './any-input.ts'
import { buildGraphqlDocument } from './graphql-document.ts'
import { LiveClient } from './live-server.ts'
import { buildRestRequest, type RestRequest } from './rest-request.ts'

/** A server that is to deny. */
export interface DenyingApi {
  readonly address: string
  readonly operations: readonly OperationType[]
  /** Tokens that the server knows; it may know what they are, but they may do nothing. */
  readonly known: readonly string[]
  /** The same as sockets want it. */
  tokenOf(token: string): string
}

/** Texts that are no tokens; undefined is to say nothing. */
const UNKNOWN = [undefined, 'wrong', 'tl_0000000000000000_nobody'] as const
const WAIT_MS = 30_000

export interface DenialCases {
  /** One for each surface. */
  readonly cases: readonly Case[]
  /** Ends the sockets. */
  close(): void
}

/** Cases over a server that denies everything to the tokens that it knows. */
export function listDenialCases(api: DenyingApi): DenialCases {
  const sockets = new KnownSockets(api)
  const { operations } = api
  // A token that is known has more ways to be let in by mistake.
  const anyToken = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...api.known) },
    { weight: 1, arbitrary: fc.constantFrom(...UNKNOWN) },
  )
  const over = <T>(
    kind: string,
    asked: fc.Arbitrary<T>,
    assertDenied: (asked: T, token: string | undefined) => Promise<void>,
  ): Case => ({
    kind,
    property: fc.asyncProperty(asked, anyToken, async (each, token) => assertDenied(each, token)),
  })
  const send = async (request: Pick<RestRequest, 'method' | 'path' | 'body'>, token?: string) => {
    const response = await fetch(api.address + request.path, {
      method: request.method,
      headers: {
        ...{ accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(request.body === undefined ? {} : { body: request.body as BodyInit }),
      signal: AbortSignal.timeout(WAIT_MS),
    })
    return { status: response.status, answer: await response.json() }
  }
  const post = (path: string, body: unknown, token?: string) =>
    send({ method: 'POST', path, body: JSON.stringify(body) }, token)
  const isKnown = (token?: string) => token !== undefined && api.known.includes(token)
  return {
    close: () => sockets.close(),
    cases: [
      over('denied over REST', anyAsked(operations), async ([operation, input], token) => {
        const { status, answer } = await send(buildRestRequest(operation, input), token)
        expectDenied([status, answer.code], isKnown(token) ? 403 : 401, 'api/denied')
      }),
      over(
        'denied in GraphQL',
        anyAsked(listGraphqlOperations(operations)),
        async ([operation, input], token) => {
          const query = buildGraphqlDocument(operations, operation, input)
          const { status, answer } = await post('/graphql', { query }, token)
          if (!isKnown(token)) return expectDenied([status, answer.code], 401, 'api/token')
          const { code, status: said } = answer.errors[0].extensions
          expectDenied([status, code], 403, 'api/denied')
          expectDenied([said, code], 403, 'api/denied')
        },
      ),
      over(
        'denied over MCP',
        anyAsked(listTools(operations)),
        async ([operation, input], token) => {
          const params = { name: toolOf(operation), arguments: input }
          const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params }
          const { status, answer } = await post('/mcp', message, token)
          if (!isKnown(token)) return expectDenied([status, answer.code], 401, 'api/token')
          const { code, status: said } = JSON.parse(answer.result.content[0].text)
          expectDenied([said, code], 403, 'api/denied')
        },
      ),
      over('denied on sockets', anyTopic, async (topic, token) => {
        if (isKnown(token)) {
          const said = await sockets.subscribe(topic, token!)
          expectDenied([said.kind, 'code' in said ? said.code : ''], 'refused', 'api/denied')
          return
        }
        const client = new LiveClient(api.address, token, { auth: { token } })
        const outcome = await client.connected().catch((error) => error.data?.code)
        client.close()
        expectDenied(['let in', outcome], 'let in', 'api/denied')
      }),
    ],
  }
}

function anyAsked(operations: readonly OperationType[]) {
  return fc
    .constantFrom(...operations)
    .chain((each) => anySoundInput(each).map((input) => [each, input] as const))
}

const anyWord = fc.stringMatching(/^[a-z0-9]{1,12}$/)
const anyAfter = fc.option(fc.integer({ min: -1, max: 1e6 }), { nil: undefined })
const afterOf = (after: number | undefined) => (after === undefined ? {} : { after })

/** Whatever can be subscribed to. */
export const anyTopic: fc.Arbitrary<LiveTopic> = fc.oneof(
  fc
    .tuple(anyWord, fc.boolean())
    .map(([run_id, frames]) => ({ kind: 'run' as const, run_id, frames })),
  fc.tuple(anyWord, anyWord).map(([run_id, zone]) => ({ kind: 'zone' as const, run_id, zone })),
  fc.tuple(anyWord, anyWord).map(([room, member]) => ({ kind: 'presence' as const, room, member })),
  fc
    .tuple(
      fc.array(fc.oneof(anyWord, fc.constant('+')), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      anyAfter,
    )
    .map(([words, isOpen, after]) => ({
      kind: 'events' as const,
      pattern: [...words, ...(isOpen ? ['#'] : [])].join('.'),
      ...afterOf(after),
    })),
  anyAfter.map((after) => ({ kind: 'lineage' as const, ...afterOf(after) })),
  anyWord.map((study_id) => ({ kind: 'study' as const, study_id })),
  fc
    .tuple(anyWord, anyAfter)
    .map(([study_id, after]) => ({ kind: 'trials' as const, study_id, ...afterOf(after) })),
  fc.constant({ kind: 'metrics' as const }),
)

/** @throws where what was answered is not what it should be. */
function expectDenied(
  found: readonly unknown[],
  ...wanted: readonly [status: unknown, code: string]
): void {
  if (found[0] !== wanted[0] || found[1] !== wanted[1]) {
    throw new Error(`It was answered with ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}.`)
  }
}

/** A socket for each token that is known, kept for the next question. */
class KnownSockets {
  readonly #api: DenyingApi
  readonly #clients = new Map<string, LiveClient>()
  #count = 0

  constructor(api: DenyingApi) {
    this.#api = api
  }

  /** What is said to a subscription first. */
  async subscribe(topic: LiveTopic, token: string): Promise<ServerMessage> {
    const client = this.#clientOf(token)
    await client.connected()
    const id = `n${this.#count++}`
    const { promise, resolve, reject } = Promise.withResolvers<ServerMessage>()
    const timer = setTimeout(() => reject(new Error('nothing is said')), WAIT_MS)
    client.onMessage = (message) => {
      if (message.id === id) resolve(message)
    }
    client.say({ kind: 'subscribe', id, topic })
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      // What was said is not looked at again.
      client.heard.length = 0
    }
  }

  #clientOf(token: string): LiveClient {
    const earlier = this.#clients.get(token)
    if (earlier !== undefined && !earlier.socket.disconnected) return earlier
    earlier?.close()
    const client = new LiveClient(this.#api.address, this.#api.tokenOf(token))
    this.#clients.set(token, client)
    return client
  }

  close(): void {
    for (const client of this.#clients.values()) client.close()
  }
}
