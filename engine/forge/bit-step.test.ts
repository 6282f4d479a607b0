import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  buildNeighborhood,
  countNeighbors,
  type NeighborhoodSpec,
} from '../lattice/neighborhood.ts'
import { evaluateBits } from '../testing/evaluate-bits.ts'
import { countOperations } from './bit-graph.ts'
import {
  type BitForm,
  type BitStep,
  bitInPlane,
  buildBitStep,
  countPlanes,
  isBitForm,
} from './bit-step.ts'

const MOORE: NeighborhoodSpec = { kind: 'named', name: 'moore-2d' }
const MOORE_3D: NeighborhoodSpec = { kind: 'named', name: 'moore-3d' }

const NEIGHBORHOODS: readonly NeighborhoodSpec[] = [
  MOORE,
  MOORE_3D,
  { kind: 'named', name: 'elementary' },
  { kind: 'named', name: 'hex12-3d' },
  { kind: 'named', name: 'tetrahedral-3d' },
  { kind: 'square', radiusCells: 2 },
  { kind: 'circle', radiusCells: 3 },
  {
    kind: 'offsets',
    dimensions: 2,
    offsets: [
      [-40, 0, 0],
      [3, -2, 0],
      [0, 1, 0],
    ],
  },
]

const anyForm: fc.Arbitrary<BitForm> = fc
  .record({
    neighborhood: fc.constantFrom(...NEIGHBORHOODS),
    kind: fc.constantFrom('counting' as const, 'configuration' as const),
    states: fc.constantFrom(2, 2, 3, 4, 7, 20),
    tables: fc.constantFrom(1, 2, 20),
  })
  .chain(({ kind: anyKind, neighborhood, states, tables }) => {
    const neighbors = countNeighbors(neighborhood)
    const kind = neighbors > 8 ? 'counting' : anyKind
    const length = kind === 'counting' ? neighbors + 1 : 2 ** neighbors
    const table = fc.uint8Array({ min: 0, max: states - 1, minLength: length, maxLength: length })
    const fixed = fc.nat(states - 1)
    const rows = Array.from({ length: states }, (_, own) => (own < tables ? table : fixed))
    return fc
      .tuple(...rows)
      .map((drawn): BitForm => ({ kind, neighborhood, states, neighbors, rows: drawn }))
  })

/** A state at any offset, by a hash of it; half of them are 1. */
function stateAt(seed: number, states: number) {
  return (dx: number, dy: number, dz: number) => {
    const place = Math.imul(dx, 0x9e3779b1) ^ Math.imul(dy, 0x85ebca6b) ^ Math.imul(dz, 0xc2b2ae35)
    const mixed = Math.imul(seed ^ place, 0x27d4eb2f) >>> 12
    return mixed & 1 ? 1 : (mixed >>> 1) % states
  }
}

type StateAt = ReturnType<typeof stateAt>

/** What the cell of a row becomes, by the form's tables. */
function nextOf(form: BitForm, state: StateAt, row: number, isOdd: boolean): number {
  const { offsets, oddOffsets } = buildNeighborhood(form.neighborhood)
  const list = isOdd ? (oddOffsets ?? offsets) : offsets
  let seen = 0
  for (let i = 0; i < list.length; i += 3) {
    const neighbor = state(list[i]!, list[i + 1]! + row, list[i + 2]!) === 1 ? 1 : 0
    seen = form.kind === 'counting' ? seen + neighbor : 2 * seen + neighbor
  }
  const own = form.rows[state(0, row, 0)]!
  return typeof own === 'number' ? own : own[seen]!
}

/** The inputs of a step when all cells of a word see the same. */
function inputsOf({ inputs }: BitStep, state: StateAt, isOdd: boolean) {
  return new Map(
    [...inputs].map(([name, input]): [string, number] => {
      const isOne =
        input.kind === 'odd' ? isOdd : bitInPlane(state(...input.offset), input.plane) === 1
      return [name, isOne ? -1 : 0]
    }),
  )
}

test('rows become what the tables of the form say', () =>
  fc.assert(
    fc.property(
      anyForm,
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
      fc.boolean(),
      (form, rows, seeds, isOdd) => {
        const { graph, outcomes, ...step } = buildBitStep(form, rows)
        for (const seed of seeds) {
          const state = stateAt(seed, form.states)
          const inputs = inputsOf({ graph, outcomes, ...step }, state, isOdd)
          for (const [row, planes] of outcomes.entries()) {
            const next = nextOf(form, state, row, isOdd)
            const bits = planes.map((_, plane) => bitInPlane(next, plane))
            const found = evaluateBits(graph, planes, inputs)
            expect(found.map((word) => word & 1)).toEqual(bits)
            expect(found.every((word) => word === 0 || word === -1)).toBe(true)
          }
        }
      },
    ),
    { numRuns: 150 },
  ))

test('rows made together take fewer operations each than a row alone', () => {
  const row = Uint8Array.from({ length: 27 }, (_, i) => (i === 5 ? 1 : 0))
  const rows = [row, row]
  const form: BitForm = { kind: 'counting', neighborhood: MOORE_3D, states: 2, neighbors: 26, rows }
  const costOf = (count: number) => {
    const { graph, outcomes } = buildBitStep(form, count)
    return countOperations(graph, outcomes.flat())
  }
  expect(costOf(4)).toBeLessThan(3 * costOf(1))
})

test('a rule that never changes anything takes no operations', () => {
  const form: BitForm = {
    kind: 'counting',
    neighborhood: MOORE,
    states: 2,
    neighbors: 8,
    rows: [0, 1],
  }
  const { graph, outcomes } = buildBitStep(form, 2)
  expect(countOperations(graph, outcomes.flat())).toBe(0)
})

test('a plane for state 1, and one for each bit of the others', () => {
  expect([2, 3, 4, 5, 256].map(countPlanes)).toEqual([1, 3, 3, 4, 9])
})

test('tables too large for logic are left to others', () => {
  const isBit = (kind: BitForm['kind'], states: number, neighbors: number) =>
    isBitForm({ kind, neighborhood: MOORE, states, neighbors, rows: [] })
  expect(isBit('configuration', 2, 12)).toBe(true)
  expect(isBit('configuration', 2, 13)).toBe(false)
  expect(isBit('configuration', 256, 8)).toBe(false)
  expect(isBit('counting', 256, 26)).toBe(true)
  expect(isBit('counting', 2, 512)).toBe(true)
  expect(isBit('counting', 2, 513)).toBe(false)
})
