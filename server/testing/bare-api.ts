/** All surfaces over a desk of a few operations, without a record: for what is decided before anything is read. */
import { type FastifyInstance, fastify } from 'fastify'
import { z } from 'zod'
import type { FlagName } from '../../engine/resources/feature-flag.ts'
import { defineOperation } from '../../engine/resources/operation.ts'
import { addApi } from '../api/add-api.ts'
import { handle } from '../api/handler.ts'
import { OperationDesk } from '../api/operation-desk.ts'
import { ANONYMOUS, type GateRequest, type Principal } from '../policy/gate.ts'
import { type Rate, RateLimiter } from '../policy/rate-limits.ts'

const LOOK = defineOperation({
  ...{ name: 'system.look', about: 'Looks.', resource: 'System', scope: 'read', kind: 'query' },
  ...{ method: 'GET', path: '/look', isTool: true },
  input: z.strictObject({ at: z.string().max(9).optional() }),
  output: z.strictObject({ at: z.string().optional() }),
})
const TURN = defineOperation({
  ...{ name: 'system.turn', about: 'Turns.', resource: 'System', scope: 'write', kind: 'command' },
  ...{ method: 'POST', path: '/things/:thing/turn', subject: 'thing' },
  input: z.strictObject({ thing: z.string().max(9), by: z.int() }),
  output: z.strictObject({ by: z.int() }),
})
/** Costs as much as it is told. */
const DIG = defineOperation({
  ...{ name: 'system.dig', about: 'Digs.', resource: 'System', scope: 'read', kind: 'query' },
  ...{ method: 'GET', path: '/dig/:depth' },
  input: z.strictObject({ depth: z.string() }),
  output: z.strictObject({}),
})

/** The origin of another page that may ask. */
export const LISTED = 'https://lab.example'

export interface BareApiOptions {
  /** Of each principal, and of each address. */
  readonly rate?: Rate
  /** What is allowed; everything to whoever has a token when left out. */
  readonly allows?: (request: GateRequest) => boolean
  readonly off?: readonly FlagName[]
}

export interface BareApi {
  readonly server: FastifyInstance
  readonly desk: OperationDesk
  /** What was asked of the gate. */
  readonly asked: readonly GateRequest[]
  /** Milliseconds of the clock by which rates are counted. */
  nowMs: number
}

/** Builds one that does not listen; `token` is somebody, all others are nobody. The caller closes the server. */
export async function buildBareApi({
  rate = { perSecond: 1e6, burst: 1e6 },
  allows = ({ principal }) => principal.id !== ANONYMOUS.id,
  off = [],
}: BareApiOptions = {}): Promise<BareApi> {
  const asked: GateRequest[] = []
  const rates = new RateLimiter({ rate, maxKeys: 100, nowMs: () => api.nowMs })
  const desk = new OperationDesk({
    gate: {
      async decide(request) {
        asked.push(request)
        const decision = allows(request) ? 'allow' : 'deny'
        return { id: 'v', decision, reason: 'the test says so', cause: undefined }
      },
      mask: (_principal, _resource, value) => value,
      admit: (key) => rates.admit(key),
      charge: (key, requests) => rates.charge(key, requests),
    },
    handlers: [
      handle(LOOK, async ({ at }) => (at === undefined ? {} : { at })),
      handle(TURN, async ({ by }) => ({ by })),
      handle(DIG, async ({ depth }, { charge }) => {
        charge(Number(depth))
        return {}
      }),
    ],
    publishEvent: () => Promise.reject(new Error('nothing is published here')),
  })
  const server = fastify({ forceCloseConnections: true })
  const api: BareApi = { ...{ server, desk, asked }, nowMs: 0 }
  await addApi(server, {
    ...{ desk, version: '0.0.0' },
    onDefect(error) {
      throw error
    },
    door: {
      authenticate: async (token): Promise<Principal> =>
        token === 'token' ? { id: 'somebody', scopes: ['read'] } : ANONYMOUS,
      isWelcome: () => true,
      admit: (key) => rates.admit(key),
      isListed: (origin) => origin === LISTED,
      isOn: (flag) => !off.includes(flag),
    },
  })
  return api
}
