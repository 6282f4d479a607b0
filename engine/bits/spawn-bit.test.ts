import { describe, expect, test } from 'vitest'
import { codeOf, createBits } from '../testing/bit-worlds.ts'
import { spawnFreely } from '../testing/spawn-freely.ts'
import { unwrap } from '../testing/unwrap.ts'
import { terminateBit } from './bit-actions.ts'
import { ContextError } from './errors.ts'
import { spawnBit } from './spawn-bit.ts'
import { buildSpawnContext, type CheckSpawn, type SpawnRequest } from './spawn-context.ts'
import type { SpawnAttributes } from './thunderbit-attributes.ts'

const COORD = { x: 2, y: 3, z: 1 }
const withPolicies = (policies: unknown) =>
  buildSpawnContext({ policies: policies as CheckSpawn, actor: 'a person', parentId: 'bolt-7' })

test('a bit has the defaults of the contract where nothing is said', () => {
  const { store, world } = createBits({ components: ['energy'], channels: ['heat'] })
  const bit = unwrap(spawnFreely(store, COORD))
  expect(bit.coord).toEqual(COORD)
  expect(bit.zoneId).toBe('zone-0-0-0')
  expect(bit.state).toEqual({ value: 0, components: [0] })
  expect(bit.rules).toBe(world.rules[0])
  expect([bit.metaRules, bit.writeBuffer, bit.routeTags, bit.trace]).toEqual([[], [], [], []])
  expect(bit.fieldState).toEqual({ heat: 0 })
  expect([bit.phiPhase, bit.sigmaFlow]).toEqual([0, 0])
  expect([bit.lambdaSensitivity, bit.trustScore]).toEqual([0.5, 0.5])
  expect([bit.presence, bit.status, bit.channelId]).toEqual(['vacant', 'spawned', undefined])
  expect([bit.tickCount, bit.traceEnabled]).toEqual([0, false])
})

test('what is said of it goes to the planes in fixed point', () => {
  const { store, planes } = createBits({ components: ['energy', 'age'] })
  const bit = unwrap(
    spawnFreely(store, COORD, {
      state: { value: 1, components: [-5, 2 ** 31 - 1] },
      rule: 1,
      phiPhase: 0.25,
      sigmaFlow: -1,
      lambdaSensitivity: 1,
      trustScore: 0.7,
      traceEnabled: true,
    }),
  )
  const rawOf = (name: string) => planes.readAt({ kind: 'parameter', name }, bit.cell)
  expect(rawOf('phi_phase')).toBe(16_384)
  expect(rawOf('sigma_flow')).toBe(-16_384)
  expect(rawOf('lambda_sensitivity')).toBe(16_384)
  expect(rawOf('trust')).toBe(11_469) // 0.7 * 16,384 is 11,468.8
  expect(bit.state).toEqual({ value: 1, components: [-5, 2 ** 31 - 1] })
  expect([bit.ruleIndex, bit.traceEnabled]).toEqual([1, true])
})

test('a whole turn of the phase is none', () => {
  const { store } = createBits()
  expect(unwrap(spawnFreely(store, COORD, { phiPhase: 1 })).phiPhase).toBe(0)
  expect(unwrap(spawnFreely(store, { ...COORD, x: 0 }, { phiPhase: 0.9999999 })).phiPhase).toBe(0)
})

test.each<[string, SpawnAttributes]>([
  ['state', { state: { value: 2 } }],
  ['state', { state: { value: 0.5 } }],
  ['components', { state: { components: [] } }],
  ['components', { state: { components: [2 ** 31] } }],
  ['components', { state: { components: 'x' as unknown as number[] } }],
  ['rule', { rule: 2 }],
  ['metaRules', { metaRules: 1 }],
  ['phiPhase', { phiPhase: 1.01 }],
  ['sigmaFlow', { sigmaFlow: -1.01 }],
  ['lambdaSensitivity', { lambdaSensitivity: Number.NaN }],
  ['trustScore', { trustScore: '1' as unknown as number }],
  ['routeTags', { routeTags: ['north'] } as SpawnAttributes],
  ['traceEnabled', { traceEnabled: 1 as unknown as boolean }],
  ['energy', { energy: 1 } as SpawnAttributes],
])('refuses a %s that cannot be', (attribute, attributes) => {
  const { store, events } = createBits({ components: ['energy'] })
  const outcome = spawnFreely(store, COORD, attributes)
  expect(outcome).toMatchObject({ failure: { code: 'invalid_attribute', details: { attribute } } })
  expect([store.save(), events]).toEqual([createBits({ components: ['energy'] }).store.save(), []])
})

test.each([
  { x: 6, y: 0, z: 0 },
  { x: 0, y: -1, z: 0 },
  { x: 0.5, y: 0, z: 0 },
  { x: 0, y: 0, z: Number.NaN },
])('($x, $y, $z) is no site to spawn at', (coord) => {
  const { store } = createBits()
  expect(codeOf(spawnFreely(store, coord))).toBe('outside_world')
})

test('a site holds one bit at a time, and each has an identity of its own', () => {
  const { store } = createBits()
  const first = unwrap(spawnFreely(store, COORD))
  expect(codeOf(spawnFreely(store, COORD))).toBe('coord_occupied')
  const { id } = first
  terminateBit(store, first, 'done')
  const second = unwrap(spawnFreely(store, COORD))
  expect(second.id).not.toBe(id)
  expect(second.generation).toBe(first.generation + 1)
})

test('a zone that is named is the one that the coordinate lies in', () => {
  const { store } = createBits()
  const here = buildSpawnContext({ zoneId: 'zone-0-0-0' })
  expect(codeOf(spawnFreely(store, COORD, {}, here))).toBeUndefined()
  const elsewhere = buildSpawnContext({ zoneId: 'zone-1-0-0' })
  expect(codeOf(spawnFreely(store, { x: 0, y: 0, z: 0 }, {}, elsewhere))).toBe('wrong_zone')
})

describe('policies', () => {
  test('they are asked with what they need, after the site is known to be vacant', () => {
    const { store } = createBits()
    const requests: SpawnRequest[] = []
    const context = withPolicies((request: SpawnRequest) => {
      requests.push(request)
      return { decision: 'allow' }
    })
    spawnFreely(store, { x: 0, y: 0, z: 0 })
    store.advanceTo(4)
    unwrap(spawnFreely(store, COORD, {}, context))
    expect(codeOf(spawnFreely(store, COORD, {}, context))).toBe('coord_occupied')
    expect(requests).toEqual([
      {
        coord: COORD,
        zoneId: 'zone-0-0-0',
        bitsInZone: 1,
        sitesInZone: 120,
        tick: 4,
        parentId: 'bolt-7',
        actor: 'a person',
        initialField: undefined,
      },
    ])
  })

  test.each([
    ['zone_full', () => ({ decision: 'deny', code: 'zone_full', reason: 'full' })],
    ['policy_denied', () => ({ decision: 'deny', code: 'policy_denied', reason: 'no' })],
    ['policy_denied', () => ({ decision: 'perhaps' })],
    ['policy_denied', () => undefined],
    [
      'policy_denied',
      () => {
        throw new Error('broken')
      },
    ],
  ])('a no is %s, and so is whatever is not plainly a yes', (code, policies) => {
    const { store, events } = createBits()
    expect(codeOf(spawnFreely(store, COORD, {}, withPolicies(policies)))).toBe(code)
    expect(store.zoneCounts.bitsOf(0)).toBe(0)
    expect(events).toEqual([])
  })
})

test.each([
  { actor: '' },
  { zoneId: 'x'.repeat(65) },
  { parentId: 7 as unknown as string },
  { policies: 'all' as unknown as CheckSpawn },
  { initialField: { heat: Number.NaN } },
  { initialField: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [i, 0])) },
])('a context of %j cannot be', (spec) => {
  expect(() => buildSpawnContext(spec)).toThrow(ContextError)
})

test('a context is frozen', () => {
  const context = buildSpawnContext({ initialField: { heat: 1 } })
  expect([Object.isFrozen(context), Object.isFrozen(context.initialField)]).toEqual([true, true])
})

test('without a policy in force nobody spawns anything', () => {
  const { store } = createBits()
  const refused = { code: 'policy_denied', details: { reason: 'no policy is in force' } }
  expect(spawnBit(store, COORD)).toMatchObject({ ok: false, failure: refused })
  expect(spawnBit(store, COORD, {}, buildSpawnContext({ actor: 'a person' }))).toMatchObject({
    ok: false,
    failure: refused,
  })
})
