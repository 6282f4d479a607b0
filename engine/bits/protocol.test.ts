import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createReferenceKernel } from '../kernels/reference/reference-kernel.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { codeOf, createBits } from '../testing/bit-worlds.ts'
import { anyNotatedWorld } from '../testing/notated-worlds.ts'
import { spawnFreely } from '../testing/spawn-freely.ts'
import { unwrap } from '../testing/unwrap.ts'
import { activateBit, setTraced, suspendBit, terminateBit } from './bit-actions.ts'
import { refuse } from './bit-failure.ts'
import { STATE_PLANE } from './bit-planes.ts'
import { BitStore } from './bit-store.ts'
import { buildBitWorld, siteOfCell } from './bit-world.ts'
import { buildContractRule, contractNeighborhood } from './contract-rules.ts'
import { createLatticeView } from './lattice-view.ts'
import { MemoryPlanes } from './memory-planes.ts'
import { getNeighborStates, tick } from './protocol.ts'
import type { SpawnAttributes } from './thunderbit-attributes.ts'
import { buildTickContext } from './tick-context.ts'

const AT_ZERO = buildTickContext({ tickNumber: 0 })

/** An active bit in a world of its own. */
function createActive(
  spec: Parameters<typeof createBits>[0] = {},
  attributes: SpawnAttributes = {},
  coord = { x: 2, y: 0, z: 0 },
) {
  const bits = createBits(spec)
  const bit = unwrap(activateBit(bits.store, unwrap(spawnFreely(bits.store, coord, attributes))))
  return { ...bits, bit }
}

test('bit for bit, it does what the reference kernel does to all at once', async () => {
  await fc.assert(
    fc.asyncProperty(anyNotatedWorld, fc.nat(5), async ({ setup, cells }, tickNumber) => {
      const { size, topology, rule, seed } = setup
      const { components, channels, parameters } = rule.program
      fc.pre(components.length + channels.length + parameters.length === 0)
      const world = buildBitWorld({ size, topology, seed, rules: [rule] })
      const planes = new MemoryPlanes(world)
      const store = new BitStore(world, { planes })
      store.advanceTo(tickNumber)
      const bits = Array.from(cells, (value, cell) =>
        unwrap(spawnFreely(store, siteOfCell(world, cell), { state: { value } })),
      )
      for (const bit of bits) activateBit(store, bit)
      const lattice = createLatticeView(store)
      const context = buildTickContext({ tickNumber })
      const after = bits.map((bit) => unwrap(tick(bit, context, lattice)).state.value)

      const kernel = await createReferenceKernel(setup)
      await kernel.write(cells, tickNumber)
      await kernel.advance(1)
      const expected = new Uint8Array(cells.length)
      await kernel.read(expected)
      expect(Uint8Array.from(after)).toEqual(expected)
    }),
    { numRuns: 60 },
  )
})

test("the contract's rule 110 on a row of cells, by Wolfram's table", () => {
  const rule = unwrap(buildContractRule({ ruleNumber: 110, neighborhood: 'moore' }))
  const next = { 111: 0, 110: 1, 101: 1, 100: 0, '011': 1, '010': 1, '001': 1, '000': 0 }
  for (const [sites, expected] of Object.entries(next)) {
    const world = { size: { x: 3, y: 1, z: 1 }, rules: [rule.canonical] }
    const { store, planes, bit } = createActive(world, {}, { x: 1, y: 0, z: 0 })
    for (const [x, state] of [...sites].entries()) planes.writeAt(STATE_PLANE, x, Number(state))
    const ticked = unwrap(tick(bit, AT_ZERO, createLatticeView(store)))
    expect([sites, ticked.state.value]).toEqual([sites, expected])
  }
})

test('a tick changes nothing but what it gives back', () => {
  const { store, bit } = createActive({ channels: ['heat'] }, { state: { value: 1 } })
  const before = store.save()
  const ticked = unwrap(tick(bit, AT_ZERO, createLatticeView(store)))
  expect(ticked).toMatchObject({ state: { value: 0 }, tickCount: 1, rule: 0, trace: [] })
  expect([store.save(), bit.state.value, bit.tickCount]).toEqual([before, 1, 0])
})

describe('fields', () => {
  const world = {
    size: { x: 5, y: 5, z: 1 },
    rules: [
      'rule({ states: 2, channels: ["heat"] }, (state, neighbors, fields) => fields.heat > 0 ? 1 : 0)',
    ],
    channels: ['heat', 'mood'],
  }

  test('a rule sees the values at its coordinate, as its bit does', () => {
    const { store, planes, bit } = createActive(world)
    const read = () => unwrap(tick(bit, AT_ZERO, createLatticeView(store)))
    expect(read().state.value).toBe(0)
    planes.writeAt({ kind: 'channel', name: 'heat' }, bit.cell, 4096)
    expect(bit.fieldState).toEqual({ heat: 0.25, mood: 0 })
    expect(read()).toMatchObject({ state: { value: 1 }, fieldState: { heat: 0.25, mood: 0 } })
  })

  test('a snapshot stands in for reading them', () => {
    const { store, bit } = createActive(world)
    const context = buildTickContext({ tickNumber: 0, fieldSnapshot: { heat: 0.5 } })
    const ticked = unwrap(tick(bit, context, createLatticeView(store)))
    expect(ticked).toMatchObject({ state: { value: 1 }, fieldState: { heat: 0.5, mood: 0 } })
  })

  test('reading that takes longer than the context allows is given up', () => {
    const { store, bit } = createActive(world)
    let nowMs = 0
    const lattice = createLatticeView(store, {
      nowMs: () => {
        nowMs += 40
        return nowMs
      },
    })
    const slow = buildTickContext({ tickNumber: 0, timeoutMs: 50 })
    expect(tick(bit, slow, lattice)).toMatchObject({
      failure: { code: 'field_read_timeout', details: { channel: 'mood', timeoutMs: 50 } },
    })
    expect(codeOf(tick(bit, AT_ZERO, lattice))).toBeUndefined()
  })
})

describe('neighborhoods', () => {
  test("the context's comes first, then the rule's", () => {
    const { store, planes, bit } = createActive({}, {}, { x: 2, y: 2, z: 1 })
    planes.writeAt(STATE_PLANE, bit.cell + 1, 1)
    planes.writeAt(STATE_PLANE, bit.cell + 1 + 6, 1)
    const lattice = createLatticeView(store)
    expect(getNeighborStates(bit, AT_ZERO, lattice)).toHaveLength(26)
    for (const [name, count, live] of [
      ['von_neumann', 6, 1],
      ['moore', 26, 2],
      ['hex', 12, 2],
    ] as const) {
      const neighborhood = contractNeighborhood(name)
      const context = buildTickContext({ tickNumber: 0, neighborhood })
      const states = getNeighborStates(bit, context, lattice)
      expect([states.length, states.reduce((sum, state) => sum + state)]).toEqual([count, live])
    }
  })

  test('a rule that counts takes another; one that tells its neighbors apart does not', () => {
    const neighborhood = contractNeighborhood('von_neumann', 2)
    const context = buildTickContext({ tickNumber: 0, neighborhood })
    const size = { x: 5, y: 5, z: 1 }
    const counting = createActive({ size, rules: ['B1/S'] }, {}, { x: 2, y: 2, z: 0 })
    counting.planes.writeAt(STATE_PLANE, counting.bit.cell + 1, 1)
    counting.planes.writeAt(STATE_PLANE, counting.bit.cell + 6, 1)
    const lattice = createLatticeView(counting.store)
    expect(unwrap(tick(counting.bit, AT_ZERO, lattice)).state.value).toBe(0)
    expect(unwrap(tick(counting.bit, context, lattice)).state.value).toBe(1)
    const telling = createActive({ size, rules: ['W110'] })
    expect(codeOf(tick(telling.bit, context, createLatticeView(telling.store)))).toBe(
      'rule_evaluation_failed',
    )
  })
})

describe('what does not tick', () => {
  test('a bit that is not active, or in another zone', () => {
    const { store } = createBits()
    const bit = unwrap(spawnFreely(store, { x: 0, y: 0, z: 0 }))
    const lattice = createLatticeView(store)
    expect(codeOf(tick(bit, AT_ZERO, lattice))).toBe('illegal_transition')
    activateBit(store, bit)
    const elsewhere = buildTickContext({ tickNumber: 0, zoneId: 'zone-9-9-9' })
    expect(codeOf(tick(bit, elsewhere, lattice))).toBe('wrong_zone')
    suspendBit(store, bit, 'a test')
    expect(codeOf(tick(bit, AT_ZERO, lattice))).toBe('bit_suspended')
    terminateBit(store, bit, 'a test')
    expect(codeOf(tick(bit, AT_ZERO, lattice))).toBe('bit_terminated')
  })

  test('a rule that asks for what the world has not', () => {
    const rules = [
      'rule({ states: 2, channels: ["heat"] }, (s, n, fields) => fields.heat > 0 ? 1 : 0)',
    ]
    const { store, bit } = createActive({ size: { x: 5, y: 5, z: 1 }, rules })
    expect(codeOf(tick(bit, AT_ZERO, createLatticeView(store)))).toBe('rule_evaluation_failed')
  })
})

describe('meta-rules', () => {
  const spec = { metaRules: [[{ when: 'always' }]] }

  test('the forge says the next rule, and is not asked of a bit without any', () => {
    const lattice = (store: BitStore) =>
      createLatticeView(store, {
        evaluateMetaRules: ({ rule, next, bit }) => {
          expect([next.value, bit.metaRules]).toEqual([0, [{ when: 'always' }]])
          return { ok: true, value: 1 - rule }
        },
      })
    const evolving = createActive(spec, { metaRules: 1 })
    expect(unwrap(tick(evolving.bit, AT_ZERO, lattice(evolving.store))).rule).toBe(1)
    const steady = createActive(spec)
    expect(unwrap(tick(steady.bit, AT_ZERO, lattice(steady.store))).rule).toBe(0)
  })

  test('what the forge refuses, and a rule that is none, fail the tick', () => {
    const { store, bit } = createActive(spec, { metaRules: 1 })
    const answer = (outcome: ReturnType<typeof refuse> | { ok: true; value: number }) =>
      codeOf(tick(bit, AT_ZERO, createLatticeView(store, { evaluateMetaRules: () => outcome })))
    expect(answer(refuse('meta_rule_cycle_detected', { reason: '0, 1, 0' }))).toBe(
      'meta_rule_cycle_detected',
    )
    expect(answer(refuse('invalid_meta_rule', { index: 0, reason: 'no' }))).toBe(
      'invalid_meta_rule',
    )
    expect(answer({ ok: true, value: 2 })).toBe('rule_evaluation_failed')
    expect(codeOf(tick(bit, AT_ZERO, createLatticeView(store)))).toBe('invalid_meta_rule')
  })
})

test('a traced bit gains an entry, any bit does where the context says so', () => {
  const { store, bit } = createActive()
  const lattice = createLatticeView(store)
  const all = buildTickContext({ tickNumber: 6, traceAll: true })
  expect(unwrap(tick(bit, AT_ZERO, lattice)).trace).toEqual([])
  expect(unwrap(tick(bit, all, lattice)).trace).toMatchObject([{ tick: 7, tickCount: 1 }])
  setTraced(store, bit, true)
  expect(unwrap(tick(bit, AT_ZERO, lattice)).trace).toMatchObject([{ tick: 1, rulesVersion: 0 }])
})

describe("the contract's rules", () => {
  test.each([
    [{ ruleNumber: 110 }, 'W110'],
    [{ ruleNumber: 224, neighborhood: 'outer_totalistic', over: 'moore', dimensions: 2 }, 'B3/S23'],
    [{ ruleNumber: 0n, neighborhood: 'outer_totalistic' }, parseRule('//2/N').rule.canonical],
    [{ ruleNumber: 6, neighborhood: 'outer_totalistic' }, parseRule('0/1/2/N').rule.canonical],
    [{ ruleNumber: 18, neighborhood: 'outer_totalistic', dimensions: 1 }, 'W36'],
    [{ notation: 'Life 4555' }, '4-5/5/2/M'],
  ] as const)('%o is %s', (rules, canonical) => {
    expect(unwrap(buildContractRule(rules)).canonical).toBe(canonical)
  })

  test('a function is read, not run', () => {
    const rule = unwrap(buildContractRule({ custom: '(state) => 1 - state' }))
    expect([rule.family, rule.states]).toEqual(['custom', 2])
  })

  test.each([
    { ruleNumber: 256 },
    { ruleNumber: -1 },
    { ruleNumber: 1.5 },
    { ruleNumber: 2 ** 14, neighborhood: 'outer_totalistic' as const },
    { ruleNumber: 'x', neighborhood: 'outer_totalistic' as const },
  ])('%o is none', (rules) => {
    expect(codeOf(buildContractRule(rules as never))).toBe('rule_evaluation_failed')
  })
})
