import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BitPlane, planeOf, STATE_PLANE } from '../bits/bit-planes.ts'
import { DEFAULT_PHYSICS } from '../bits/physics/physics-settings.ts'
import { DEFAULT_CHANNELS } from '../fields/default-channels.ts'
import { composeLattice } from '../forge/lattice/compose-lattice.ts'
import { PLAIN_LATTICE } from '../forge/lattice/lattice-spec.ts'
import type { CreateLatticeKernel } from '../kernels/lattice-kernel.ts'
import { createReferenceLatticeKernel } from '../kernels/reference/reference-lattice-kernel.ts'
import { createWasmLatticeKernel } from '../kernels/wasm/wasm-lattice-kernel.ts'
import { TORUS } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { PlaneMirror } from './plane-mirror.ts'

const size = { x: 7, y: 5, z: 4 }
const CELLS = 140
const lattice = composeLattice({
  ...PLAIN_LATTICE,
  dimensions: 3,
  rules: ['4555', '5766'].map((notation) => parseRule(notation).rule),
  isSettled: true,
  channels: DEFAULT_CHANNELS.slice(2, 4),
  physics: DEFAULT_PHYSICS,
})
const seen: readonly { plane: BitPlane; low: number; high: number }[] = [
  { plane: STATE_PLANE, low: 0, high: 1 },
  ...lattice.planes.filter(({ plane }) => plane.kind !== 'previous'),
]

/** A kernel that lends its planes, and one of which copies are made. */
const KERNELS: readonly (readonly [string, CreateLatticeKernel])[] = [
  ['lent', createWasmLatticeKernel],
  ['copied', createReferenceLatticeKernel],
]

async function createMirror(create: CreateLatticeKernel) {
  const kernel = await create({ size, topology: TORUS, lattice, seed: 3n })
  return { kernel, mirror: new PlaneMirror(kernel, size, lattice) }
}

const anyWrites = fc.array(
  fc.record({
    index: fc.nat(seen.length - 1),
    cell: fc.nat(CELLS - 1),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { maxLength: 12 },
)

describe.each(KERNELS)('planes that are %s', (name, create) => {
  test('read what was written to them, and so does the kernel after a flush and a tick', () =>
    fc.assert(
      fc.asyncProperty(fc.array(anyWrites, { maxLength: 4 }), async (rounds) => {
        const { kernel, mirror } = await createMirror(create)
        const beside = await createReferenceLatticeKernel({
          size,
          topology: TORUS,
          lattice,
          seed: 3n,
        })
        for (const [tick, writes] of rounds.entries()) {
          const cells = writes.map(({ cell }) => cell)
          if (cells.length > 0) {
            await mirror.refresh({ from: Math.min(...cells), to: Math.max(...cells) + 1 })
          }
          for (const { index, cell, at } of writes) {
            const { plane, low, high } = seen[index]!
            const value = Math.round(low + at * (high - low))
            mirror.writeAt(plane, cell, value)
            expect(mirror.readAt(plane, cell)).toBe(value)
            if (plane.kind === 'state') await beside.write(Uint8Array.of(value), tick, cell)
            else await beside.writePlane(plane, Int32Array.of(value), cell)
          }
          await mirror.flush(tick)
          await kernel.advance(1)
          await beside.advance(1)
          mirror.invalidate()
          await mirror.refresh()
          for (const { plane } of seen) {
            const [expected, found] = [new Int32Array(CELLS), new Int32Array(CELLS)]
            mirror.readPlane(plane, found)
            if (plane.kind === 'state') {
              const states = new Uint8Array(CELLS)
              await beside.read(states)
              expected.set(states)
            } else {
              await beside.readPlane(plane, expected)
            }
            expect(found).toEqual(expected)
          }
          mirror.invalidate()
        }
        kernel.dispose()
      }),
      { numRuns: 60 },
    ))

  test('cannot be looked at before they are fresh, nor beside the cells that are', async () => {
    const { mirror } = await createMirror(create)
    const read = (cell: number) => () => mirror.readAt(STATE_PLANE, cell)
    expect(read(5)).toThrow(/before it was copied/)
    await mirror.refresh({ from: 5, to: 8 })
    expect(read(5)()).toBe(0)
    expect(read(4)).toThrow(/before it was copied/)
    expect(read(8)).toThrow(/before it was copied/)
    // What was fresh before stays so.
    await mirror.refresh({ from: 20, to: 21 })
    expect([5, 20].map((cell) => read(cell)())).toEqual([0, 0])
    expect(() => mirror.readPlane(STATE_PLANE, new Uint8Array(CELLS))).toThrow(/before it was/)
    mirror.invalidate()
    expect(() => mirror.writeAt(STATE_PLANE, 5, 1)).toThrow(/before it was copied/)
  })

  test('take memory for the cells that are looked at, where they are copied, and else none', async () => {
    const { mirror } = await createMirror(create)
    await mirror.refresh({ from: 10, to: 20 })
    // A byte each for state, rule, status and the memory of trust; two each for four parameters and
    // the memory of flow; four each for two channels.
    const bytes = mirror.countBytes()
    expect(bytes).toBe(name === 'lent' ? 0 : 10 * (3 + 4 * 2 + memoryBytes() + 2 * 4))
  })

  test('that the lattice has not are 0, whatever is written', async () => {
    const { mirror } = await createMirror(create)
    await mirror.refresh()
    const none = planeOf('component', 'none')
    mirror.writeAt(none, 3, 7)
    expect(mirror.readAt(none, 3)).toBe(0)
    const values = new Int32Array(CELLS).fill(1)
    mirror.readPlane(none, values)
    expect(values.every((value) => value === 0)).toBe(true)
  })
})

/** Bytes of what physics remembers, by the bounds of its planes. */
function memoryBytes(): number {
  const memories = lattice.planes.filter(({ plane }) => plane.kind === 'memory')
  return memories.reduce((sum, { low, high }) => {
    const [isByte, isShort] =
      low < 0 ? [high < 128 && low >= -128, high < 32768] : [high < 256, high < 65536]
    return sum + (isByte ? 1 : isShort ? 2 : 4)
  }, 0)
}

test('a kernel that is disposed of lends planes of 0', async () => {
  const { kernel, mirror } = await createMirror(createWasmLatticeKernel)
  await mirror.refresh()
  mirror.writeAt(STATE_PLANE, 7, 1)
  expect(mirror.readAt(STATE_PLANE, 7)).toBe(1)
  kernel.dispose()
  expect(mirror.readAt(STATE_PLANE, 7)).toBe(0)
  mirror.writeAt(STATE_PLANE, 7, 1)
  expect(mirror.readAt(STATE_PLANE, 7)).toBe(0)
})
