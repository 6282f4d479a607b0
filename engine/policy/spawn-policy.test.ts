import { expect, onTestFinished, test } from 'vitest'
import { loadCedar } from '../node/load-cedar.ts'
import type { Authorizer } from './authorizer.ts'
import { openAuthorizer } from './open-authorizer.ts'
import type { PolicySource } from './policy-source.ts'
import { DEFAULT_ZONE_CAPACITY, SpawnPolicy, type SpawnPolicyOptions } from './spawn-policy.ts'
import type { SpawnRequest } from './spawn-request.ts'
import { MAX_REMEMBERED_VERDICTS } from './verdict-memo.ts'

const REQUEST: SpawnRequest = {
  actor: 'ada',
  zoneId: 'north',
  coord: { x: 3, y: 4, z: 5 },
  attributes: { rule: 'B3/S23', traceEnabled: false, metaRules: 0 },
}

const at = (x: number, y = 0): SpawnRequest => ({ ...REQUEST, coord: { x, y, z: 0 } })

/** An authorizer that counts how often it is asked. */
async function openCounted(source: PolicySource) {
  const authorizer = await openAuthorizer(source, loadCedar)
  onTestFinished(() => authorizer.dispose())
  let asked = 0
  const counted: Authorizer = {
    policies: authorizer.policies,
    decide(request) {
      asked++
      return authorizer.decide(request)
    },
    dispose: () => authorizer.dispose(),
  }
  return { authorizer: counted, asked: () => asked }
}

async function open(source: PolicySource, options: Partial<SpawnPolicyOptions> = {}) {
  const { authorizer, asked } = await openCounted(source)
  return { policy: new SpawnPolicy({ ...options, authorizer }), asked }
}

const when = (condition: string) => ({
  cedar: `permit(principal, action, resource) when { ${condition} };`,
})

test('a zone takes exactly as many bits as it holds, and says when it is full', async () => {
  const { policy } = await open({ use: ['permit-all'] }, { capacity: 3 })
  for (let bits = 0; bits < 3; bits++) {
    expect(policy.checkSpawn(REQUEST).decision).toBe('allow')
    policy.changePopulation('north', 1)
  }
  const full = {
    decision: 'deny',
    code: 'zone_full',
    reason: 'zone "north" holds 3 of at most 3 bits',
    policies: [],
  }
  expect(policy.checkSpawn(REQUEST)).toEqual(full)
  expect(policy.checkZoneCapacity('north')).toEqual(full)
  expect(policy.checkSpawn({ ...REQUEST, zoneId: 'south' }).decision).toBe('allow')
  policy.changePopulation('north', -1)
  expect(policy.checkSpawn(REQUEST).decision).toBe('allow')
})

test('a zone holds its 248,832 sites when nothing else is said, and a zone of its own number', async () => {
  const { policy } = await open({ use: ['permit-all'] }, { capacities: { south: 0 } })
  expect(DEFAULT_ZONE_CAPACITY).toBe(248_832)
  policy.setPopulation('north', 248_831)
  expect(policy.checkZoneCapacity('north').decision).toBe('allow')
  policy.setPopulation('north', 248_832)
  expect(policy.checkZoneCapacity('north').decision).toBe('deny')
  expect(policy.checkZoneCapacity('south')).toMatchObject({ decision: 'deny', code: 'zone_full' })
})

test('whoever may not spawn is not told that the zone is full', async () => {
  const { policy } = await open({}, { capacity: 0 })
  expect(policy.checkSpawn(REQUEST)).toMatchObject({ code: 'policy_denied' })
})

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d bits', async (bits) => {
  const { policy } = await open({})
  const error = expect.objectContaining({ code: 'policy/zone-count' })
  expect(() => policy.setPopulation('north', bits)).toThrow(error)
  expect(() => policy.changePopulation('north', bits)).toThrow(error)
  await expect(open({}, { capacity: bits })).rejects.toThrow(error)
  await expect(open({}, { capacities: { north: bits } })).rejects.toThrow(error)
})

test('where no policy mentions the coordinate, all sites share one verdict', async () => {
  const { policy, asked } = await open(when('context.attributes.metaRules == 0'))
  for (let x = 0; x < 100; x++) expect(policy.checkSpawn(at(x)).decision).toBe('allow')
  expect(asked()).toBe(1)
})

test('where a policy compares the coordinate, two sites have the verdicts due to them', async () => {
  const { policy, asked } = await open(when('context.coord.x < 50'))
  const decisions = Array.from({ length: 100 }, (_, x) => policy.checkSpawn(at(x, x)).decision)
  expect(decisions.indexOf('deny')).toBe(50)
  expect(decisions.lastIndexOf('allow')).toBe(49)
  // Below, at and above the number.
  expect(asked()).toBe(3)
})

test('where a policy calculates with the coordinate, each site is asked for', async () => {
  const { policy, asked } = await open(when('context.coord.x + context.coord.y == 7'))
  const allowed: string[] = []
  for (let x = 0; x < 10; x++) {
    for (let y = 0; y < 10; y++) {
      if (policy.checkSpawn(at(x, y)).decision === 'allow') allowed.push(`${x},${y}`)
    }
  }
  expect(allowed).toEqual(['0,7', '1,6', '2,5', '3,4', '4,3', '5,2', '6,1', '7,0'])
  expect(asked()).toBe(100)
})

test('requests that differ in anything else have verdicts of their own', async () => {
  const source = { ...when('true'), attributes: { mood: 'long', name: 'string' } } as const
  const { policy, asked } = await open(source)
  const { attributes } = REQUEST
  const requests: SpawnRequest[] = [
    REQUEST,
    { ...REQUEST, actor: 'bo' },
    { ...REQUEST, zoneId: 'south' },
    ...[
      { rule: 'B36/S23' },
      { traceEnabled: true },
      { metaRules: 1 },
      { mood: 0 },
      { mood: 1 },
      { name: '' },
      { name: 'null' },
      { mood: 1, name: '1' },
    ].map((change) => ({ ...REQUEST, attributes: { ...attributes, ...change } })),
  ]
  for (const request of [...requests, ...requests]) policy.checkSpawn(request)
  expect(asked()).toBe(requests.length)
})

test('other policies decide anew, the same ones go on remembering', async () => {
  const first = await openCounted(when('true'))
  const policy = new SpawnPolicy({ authorizer: first.authorizer })
  expect(policy.checkSpawn(REQUEST).decision).toBe('allow')
  const same = await openCounted(when('true'))
  policy.replaceAuthorizer(same.authorizer)
  expect(policy.checkSpawn(REQUEST).decision).toBe('allow')
  expect(same.asked()).toBe(0)
  const other = await openCounted(when('context.coord.x < 0'))
  policy.replaceAuthorizer(other.authorizer)
  expect(policy.rememberedVerdicts).toBe(0)
  expect(policy.checkSpawn(REQUEST).decision).toBe('deny')
  expect(policy.version).toBe(other.authorizer.policies.version)
})

test('a bounded number of verdicts is remembered', async () => {
  const { policy } = await open({ use: ['permit-all'] })
  for (let i = 0; i < 2.2 * MAX_REMEMBERED_VERDICTS; i++) {
    policy.checkSpawn({ ...REQUEST, actor: `actor ${i}` })
  }
  expect(policy.rememberedVerdicts).toBeLessThanOrEqual(MAX_REMEMBERED_VERDICTS)
  expect(policy.rememberedVerdicts).toBeGreaterThan(MAX_REMEMBERED_VERDICTS / 4)
})

test('a request that is malformed is denied before anything is remembered', async () => {
  const { policy, asked } = await open({ use: ['permit-all'] })
  const bad = { ...REQUEST, coord: { x: Number.NaN, y: 0, z: 0 } }
  expect(policy.checkSpawn(bad)).toMatchObject({ decision: 'deny', code: 'policy_denied' })
  expect([asked(), policy.rememberedVerdicts]).toEqual([0, 0])
})
