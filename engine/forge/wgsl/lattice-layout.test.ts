import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCells } from '../../lattice/size.ts'
import {
  finishPass,
  type LatticeHead,
  type LatticePass,
  startPass,
} from '../../rules/program/lattice-program.ts'
import { optimizePass } from '../../rules/program/optimize-pass.ts'
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'
import { anyLatticeWorld } from '../../testing/lattices.ts'
import { tries } from '../../testing/tries.ts'
import { DeviceLimitError } from './errors.ts'
import type { BufferLimits } from './lane-layout.ts'
import { bankName, buildLatticeLayout, firstWordsOf, type LatticePlace } from './lattice-layout.ts'

const PLENTY: BufferLimits = {
  maxStorageBufferBindingSize: 2 ** 27,
  maxStorageBuffersPerShaderStage: 8,
}

/** A lattice of so many planes that hold anything. */
function buildHead(planes: number): LatticeHead {
  return {
    dimensions: 1,
    states: 2,
    planes: Array.from({ length: planes }, (_, i) => ({
      plane: { kind: 'component', name: `${i}` },
      low: -(2 ** 31),
      high: 2 ** 31 - 1,
      edge: 'zero',
      isState: true,
    })),
  }
}

/** A pass that makes components, each from what is written for it. */
function buildPass(
  head: LatticeHead,
  made: Readonly<Record<number, (code: ProgramBuilder) => NodeId>>,
): LatticePass {
  const code = startPass(head)
  const next = new Map(Object.entries(made).map(([c, write]) => [Number(c), write(code)]))
  return optimizePass(finishPass(head, code, 'a pass', next))
}

/** The sum of a component's two neighbors. */
const around = (component: number) => (code: ProgramBuilder) => {
  const neighborhood = { kind: 'segment', radiusCells: 1 } as const
  const gathering = { kind: 'neighborhood', neighborhood, withCenter: false } as const
  return code.sum(code.partition(gathering, component), { kind: 'value' })
}

const oneMore = (component: number) => (code: ProgramBuilder) =>
  code.binary('add', code.own(component), code.constant(1))

/** Words that a plane takes: those of both its places, if it moves. */
function listWords(place: LatticePlace): number[] {
  const first = new Set([...firstWordsOf(place, 0), ...firstWordsOf(place, 1)])
  const starts = place.moves > 0 ? [...first] : [place.firstWord]
  return starts.flatMap((start) => Array.from({ length: place.words }, (_, i) => start + i))
}

test('planes lie in banks that a binding takes, none on another, and steps bind what is allowed', () =>
  fc.assert(
    fc.property(
      anyLatticeWorld,
      fc.integer({ min: 8, max: 30 }),
      fc.integer({ min: 3, max: 8 }),
      ({ setup }, bytesPerCell, buffers) => {
        const cells = countCells(setup.size)
        const limits = {
          maxStorageBufferBindingSize: bytesPerCell * cells,
          maxStorageBuffersPerShaderStage: buffers,
        }
        const passes = setup.lattice.passes.map(optimizePass)
        const layout = unlessRefused(() => buildLatticeLayout(passes, cells, limits))
        const taken = new Set<string>()
        for (const place of layout.components) {
          for (const word of listWords(place)) {
            expect(word).toBeLessThan(layout.banks[place.bank]!)
            const name = `${place.bank} ${word}`
            expect(taken.has(name)).toBe(false)
            taken.add(name)
          }
        }
        for (const words of layout.banks) {
          expect(4 * words).toBeLessThanOrEqual(limits.maxStorageBufferBindingSize)
        }
        for (const { places, tallies } of layout.steps) {
          const others = tallies.length > 0 ? 2 : 1
          expect(places.buffers.length + others).toBeLessThanOrEqual(buffers)
        }
        const totals = layout.steps.flatMap(({ tallies, firstTotal }) =>
          tallies.map((_, i) => firstTotal + i),
        )
        const tallied = passes.flatMap(({ tallies }) => tallies)
        expect(totals).toEqual(tallied.map((_, i) => i))
      },
    ),
    { numRuns: tries(80) },
  ))

function unlessRefused<T>(build: () => T): T {
  try {
    return build()
  } catch (error) {
    fc.pre(!(error instanceof DeviceLimitError))
    throw error
  }
}

test('what is gathered and changed moves, what is changed alone stays, and the rest is not written', () => {
  const head = buildHead(4)
  const pass = buildPass(head, { 1: around(1), 2: oneMore(2), 3: around(4) })
  const { components, steps } = buildLatticeLayout([pass], 100, PLENTY)
  expect(components.map(({ moves }) => moves)).toEqual([0, 1, 0, 0, 0])
  const [step] = steps
  expect(steps).toHaveLength(1)
  expect(step!.places.components[0]).toBeUndefined()
  const [moved, stayed, copied, read] = step!.places.components.slice(1)
  expect(moved!.target).not.toEqual(moved!.source)
  expect(stayed!.target).toEqual(stayed!.source)
  expect(copied!.target).toEqual(copied!.source)
  expect(read!.target).toBeUndefined()
})

test('a plane that moves twice a tick lies where it lay, and nobody need be told where', () => {
  const head = buildHead(1)
  const passes = [buildPass(head, { 1: around(1) }), buildPass(head, { 1: around(1) })]
  const { components, steps } = buildLatticeLayout(passes, 10, PLENTY)
  const place = components[1]!
  expect(firstWordsOf(place, 0)).toEqual([place.firstWord, place.firstWord])
  expect(firstWordsOf(place, 1)).toEqual([place.firstWord + 10, place.firstWord + 10])
  expect(steps.map(({ places }) => places.offsets)).toEqual([[], []])
})

test('a plane that moves once a tick lies in its other place in odd ticks', () => {
  const head = buildHead(1)
  const { components, steps } = buildLatticeLayout([buildPass(head, { 1: around(1) })], 10, PLENTY)
  const { firstWord } = components[1]!
  expect(steps[0]!.places.offsets).toEqual([
    [firstWord, firstWord + 10],
    [firstWord + 10, firstWord],
  ])
})

test('a pass that leaves everything as it is takes no step', () => {
  const head = buildHead(2)
  expect(buildLatticeLayout([buildPass(head, {})], 10, PLENTY).steps).toEqual([])
})

test('a pass that touches too many buffers is made in steps, in which all that it makes moves', () => {
  const head = buildHead(4)
  const pass = buildPass(head, { 1: oneMore(1), 2: oneMore(2), 3: oneMore(3), 4: oneMore(1) })
  const limits = { maxStorageBufferBindingSize: 800, maxStorageBuffersPerShaderStage: 3 }
  const { components, steps } = buildLatticeLayout([pass], 100, limits)
  expect(components.map(({ moves }) => moves)).toEqual([0, 1, 1, 1, 1])
  const written = steps.map(({ places }) => {
    return places.buffers
      .filter(({ kind }) => kind === 'write')
      .map((each) => 'buffer' in each && each.buffer)
  })
  const bankOf = (component: number) => bankName(components[component]!.bank)
  expect(written).toEqual([[bankOf(1), bankOf(2)], [bankOf(3)], [bankOf(4)]])
})

test('planes and passes beyond the limits are refused by the limit’s name', () => {
  const head = buildHead(3)
  const pass = buildPass(head, {
    1: (code) =>
      [around(1), around(2), around(3)]
        .map((sum) => sum(code))
        .reduce((a, b) => code.binary('xor', a, b)),
  })
  const layOut = (bytes: number, buffers: number) => () =>
    buildLatticeLayout([pass], 100, {
      maxStorageBufferBindingSize: bytes,
      maxStorageBuffersPerShaderStage: buffers,
    })
  expect(layOut(799, 8)).toThrow('maxStorageBufferBindingSize of 800')
  // One plane with two places in a bank of its own, one beside the states, one alone; and tables.
  expect(layOut(800, 3)).toThrow('maxStorageBuffersPerShaderStage of 4')
  expect(layOut(800, 4)).not.toThrow()
})
