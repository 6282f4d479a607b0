import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SCOPES } from '../../engine/resources/operation.ts'
import { ALL_OPERATIONS } from '../../engine/resources/operations/all-operations.ts'
import { RESOURCE_NAMES } from '../../engine/resources/resource-name.ts'
import { tries } from '../../engine/testing/tries.ts'
import { ADMIN, type GateRoom, openGateRoom, READER, REQUEST } from '../testing/gate-place.ts'
import { createRunFolder, type RunPlace } from '../testing/run-place.ts'
import { compareWithRecord } from './compare-with-record.ts'
import { DEFAULT_POLICIES } from './default-policies.ts'
import { ANONYMOUS, type GateRequest, type Surface } from './gate.ts'
import { keepRequest } from './kept-request.ts'
import { VERDICT_LIMITS, VerdictBook } from './verdict-book.ts'

let place: RunPlace
let room: GateRoom

beforeAll(async () => {
  place = await createRunFolder()
  room = await openGateRoom(place)
})
afterAll(async () => {
  await room.close()
  await place.dispose()
})

const SURFACES: readonly Surface[] = ['rest', 'graphql', 'mcp', 'socket', 'cli', 'job']
const anyName = fc.oneof(fc.string({ maxLength: 30 }), fc.string({ unit: 'binary' }))

/** Requests of all kinds: also of operations and for resources that do not belong together, or that are none. */
const anyRequest: fc.Arbitrary<GateRequest> = fc.record({
  principal: fc.record({
    id: anyName,
    scopes: fc.array(fc.oneof(fc.constantFrom(...SCOPES), anyName), { maxLength: 4 }),
  }),
  action: fc.oneof(
    fc.constantFrom(...ALL_OPERATIONS.map(({ name }) => name), 'view', ...SCOPES),
    anyName,
  ),
  resource: fc.record(
    { type: fc.constantFrom(...RESOURCE_NAMES), id: anyName, owner: anyName },
    { requiredKeys: ['type', 'id'] },
  ),
  surface: fc.constantFrom(...SURFACES),
  isCommand: fc.boolean(),
  correlationId: fc.constant('request-1'),
})

const decisionOf = async (request: Partial<GateRequest>) =>
  (await room.gate.decide({ ...REQUEST, ...request })).decision

describe('decisions', () => {
  test('an empty set of policies denies 10,000 of 10,000 requests', () => {
    const nothing = room.gate.openCandidate('')
    const { flags } = room.gate.governance.latest!
    let asked = 0
    fc.assert(
      fc.property(anyRequest, (request) => {
        asked++
        expect(nothing.decide(keepRequest(request, flags)).decision).toBe('deny')
      }),
      { numRuns: tries(10_000) },
    )
    expect(asked).toBe(tries(10_000))
    nothing.dispose()
  })

  test('by default an operation is allowed to whoever has its scope, on its own resource, and to nobody else', async () => {
    for (const { name, resource, scope } of ALL_OPERATIONS) {
      for (const owned of [['read'], ['write'], ['admin'], [], ['READ', 'root']]) {
        const principal = { id: 'tom', scopes: owned }
        const asked = { principal, action: name, resource: { type: resource, id: '7' } } as const
        expect(await decisionOf(asked), `${name} with ${owned}`).toBe(
          owned.includes(scope) ? 'allow' : 'deny',
        )
      }
    }
  })

  test('whoever has no token may do nothing, and an operation that is none is denied to everybody', async () => {
    for (const { name, resource } of ALL_OPERATIONS) {
      const asked = { action: name, resource: { type: resource, id: '*' } } as const
      expect(await decisionOf({ ...asked, principal: ANONYMOUS })).toBe('deny')
    }
    for (const action of ['policies.burn', '', 'read', 'admin', '*']) {
      expect(await decisionOf({ principal: ADMIN, action }), action).toBe('deny')
    }
  })

  test('no request makes the gate throw or fail for those that follow', async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        const { decision, reason } = await room.gate.decide({ ...request, isCommand: false })
        expect(['allow', 'deny']).toContain(decision)
        expect(reason.length).toBeGreaterThan(0)
      }),
      { numRuns: tries(300) },
    )
    for (const id of ['\ud800', 'x\udc00', 'y'.repeat(5000)]) {
      expect(await decisionOf({ principal: { id, scopes: ['read'] } })).toBe('deny')
      expect(await decisionOf({ resource: { type: 'Policy', id } })).toBe('deny')
    }
    expect(await decisionOf({})).toBe('allow')
  })

  test('a policy that fails denies, also where others permit', async () => {
    const fails = room.gate.openCandidate(`${DEFAULT_POLICIES}
      @id("fails") forbid (principal, action, resource)
      when { 9223372036854775807 + 1 > 0 };`)
    const verdict = fails.decide(keepRequest(REQUEST, room.gate.governance.latest!.flags))
    expect(verdict).toMatchObject({ decision: 'deny', policies: ['fails'] })
    fails.dispose()
  })

  test('policies about what there is not are refused, with the line', () => {
    const wrong = (text: string) => () => room.gate.openCandidate(`// one\n\n${text}`)
    const of = (action: string) => `permit (principal, action == Action::"${action}", resource);`
    expect(wrong(of('runs.burn'))).toThrow(/line 3, .*runs\.burn/)
    expect(wrong(of('policies.get').replace(';', ' when { principal.isRoot };'))).toThrow(/line 3/)
    expect(wrong('permit (principal, action, resource')).toThrow(/line 3/)
    expect(wrong(of('policies.get'))).not.toThrow()
  })

  test('the owner of a resource can be told from others', async () => {
    const own =
      room.gate.openCandidate(`permit (principal, action == Action::"tokens.revoke", resource)
      when { resource has owner && resource.owner == principal };`)
    const ask = (owner?: string) => {
      const resource = {
        type: 'Token',
        id: '7',
        ...(owner === undefined ? {} : { owner }),
      } as const
      const request = { ...REQUEST, action: 'tokens.revoke', resource }
      return own.decide(keepRequest(request, room.gate.governance.latest!.flags)).decision
    }
    expect([ask(READER.id), ask('somebody'), ask()]).toEqual(['allow', 'deny', 'deny'])
    own.dispose()
  })

  test('owners alone may replace what is theirs, where policies say so', () => {
    const page = readFileSync('docs/policies.md', 'utf8')
    const rule = /forbid \(principal, action in \[[^`]*;/.exec(page)![0]
    const own = room.gate.openCandidate(`${DEFAULT_POLICIES}\n${rule}`)
    const ask = (action: string, type: 'Artifact' | 'LaneRuleSet', owner?: string) => {
      const resource = { type, id: '7', ...(owner === undefined ? {} : { owner }) }
      const request = { ...REQUEST, principal: ADMIN, action, resource }
      return own.decide(keepRequest(request, room.gate.governance.latest!.flags)).decision
    }
    const kinds = [
      ['artifacts.store', 'Artifact'],
      ['rule_sets.register', 'LaneRuleSet'],
    ] as const
    for (const [action, type] of kinds) {
      const decisions = [undefined, ADMIN.id, 'rita'].map((owner) => ask(action, type, owner))
      expect(decisions).toEqual(['allow', 'allow', 'deny'])
    }
    own.dispose()
  })

  test('readers may see reasons and no names, where policies say so', () => {
    const page = readFileSync('docs/policies.md', 'utf8')
    const rule = /permit [^`]* resource in FieldGroup::"reasons"[^`]*;/.exec(page)![0]
    const shown = room.gate.openCandidate(`${DEFAULT_POLICIES}\n${rule}`)
    const look = (field: string) => {
      const request = keepRequest(
        { ...REQUEST, action: 'view' },
        room.gate.governance.latest!.flags,
      )
      return shown.decide({ ...request, resource: ['Field', field], surface: 'any' }).decision
    }
    const fields = ['AutomataRun.reason', 'Lineage.expired_why', 'AutomataRun.created_by']
    expect(fields.map(look)).toEqual(['allow', 'allow', 'deny'])
    shown.dispose()
  })
})

describe('the book of verdicts', () => {
  test('is written as it was when that was asked for, however many are added meanwhile', async () => {
    const { database, signer } = room.record
    const { flags, policies } = room.gate.governance.latest!
    const add = () =>
      book.add({
        ...{ atMs: 1, latencyUs: 1, policySetSha256: policies.sha256, policies: [], reason: '' },
        ...{ request: keepRequest(REQUEST, flags), decision: 'deny' },
      })
    let writes = 0
    const busy: Pick<typeof database, 'query'> = {
      query(text, values) {
        if (writes++ < 500) add()
        return database.query(text, values)
      },
    }
    const book = await VerdictBook.open({
      ...{ database: busy as typeof database, signer, limits: VERDICT_LIMITS },
      publishEvent: async () => {},
      newId: () => 'busy',
    })
    add()
    await book.write()
    expect(writes).toBe(1)
    expect(book.waiting).toBe(1)
    writes = 500
    await book.close()
    expect(book.waiting).toBe(0)
  })

  test('has each verdict on a command that is on record: one that cannot be kept is a denial, and not on record', async () => {
    const { database, ledger } = room.record
    const command = { ...REQUEST, isCommand: true, action: 'policies.change', principal: ADMIN }
    const { size } = ledger.head
    await database.query('alter table verdicts add constraint full_disk check (false) not valid')
    const refused = await room.gate.decide(command).finally(async () => {
      await database.query('alter table verdicts drop constraint full_disk')
    })
    const reason = 'the verdict could not be written down'
    expect(refused).toMatchObject({ decision: 'deny', reason, cause: undefined })
    expect(ledger.head.size).toBe(size)
    expect(room.problems.splice(0)).not.toEqual([])
    // What could not be kept then is kept now, the denial too.
    expect(await room.gate.decide(command)).toMatchObject({ decision: 'allow' })
    expect(ledger.head.size).toBe(size + 1)
    const [{ record: kept } = { record: '' }] = await database.query<{ record: string }>(
      'select record from verdicts where number = $1',
      [Number(refused.id.split('.')[1])],
    )
    expect(kept).toContain(`"deny","${reason}"`)
    expect(await compareWithRecord({ queries: database, log: ledger })).toEqual([])
  })
})

describe('masks', () => {
  const run = { run_id: 'a', created_by: 'ada', inputs: [{ created_by: 'rita' }] }

  test('who made a thing is for admins, and for themselves', async () => {
    await room.gate.governance.current()
    expect(room.gate.mask(ADMIN, 'AutomataRun', run)).toEqual(run)
    expect(room.gate.mask(READER, 'AutomataRun', { items: [run] })).toEqual({
      items: [{ run_id: 'a', created_by: null, inputs: [{ created_by: 'rita' }] }],
    })
    expect(room.gate.mask(READER, 'Lineage', run)).toEqual(run)
  })

  test('the hash of a secret leaves on no resource, for nobody', () => {
    const event = { data: { token_id: 'a', secret_sha256: 'f'.repeat(64) } }
    for (const name of RESOURCE_NAMES) {
      expect(room.gate.mask(ADMIN, name, [event])).toEqual([
        { data: { token_id: 'a', secret_sha256: null } },
      ])
    }
  })

  test('what was given is not changed, and bytes pass as they are', () => {
    const bytes = new Uint8Array(3)
    const given = Object.freeze({ secret_sha256: 'a', bytes })
    expect(room.gate.mask(ADMIN, 'Event', given)).toEqual({ secret_sha256: null, bytes })
    expect(given.secret_sha256).toBe('a')
  })
})
