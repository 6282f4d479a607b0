/** Random states for metrics, and the world's own way to say what lies where. */
import fc from 'fast-check'
import { countCells, type Size } from '../lattice/size.ts'
import { BOX, TORUS, type Topology } from '../lattice/topology.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { axesOf } from '../metrics/measured-axes.ts'
import type { MeasuredState } from '../metrics/measured-state.ts'
import { countStates } from '../simulation/count-states.ts'

/** A state as metrics see it, with what is left out as it is in a plain bounded world. */
export function describeCells(
  size: Size,
  cells: Uint8Array,
  more: Partial<MeasuredState> = {},
): MeasuredState {
  return {
    tick: 0,
    size,
    topology: TORUS,
    dimensions: size.z > 1 ? 3 : size.y > 1 ? 2 : 1,
    axes: axesOf(size),
    rule: undefined,
    states: 2,
    background: 0,
    counts: countStates(cells),
    cells,
    before: undefined,
    changed: undefined,
    cycle: undefined,
    zones: undefined,
    channels: [],
    ...more,
  }
}

/** Cells drawn from a seed; `density` of 256 are alive. */
export function drawCells(size: Size, states: number, seed: number, density = 128): Uint8Array {
  const random = createSplitMix64(BigInt(seed))
  return new Uint8Array(countCells(size)).map(() => {
    random.next()
    return random.low >>> 24 < density ? 1 + (random.high % (states - 1)) : 0
  })
}

const axis = (max: number) => fc.integer({ min: 1, max })

const anySize = fc.oneof(
  fc.record({ x: axis(100), y: fc.constant(1), z: fc.constant(1) }),
  fc.record({ x: axis(40), y: axis(9), z: fc.constant(1) }),
  fc.record({ x: axis(9), y: axis(6), z: axis(6) }),
)

const FLAT: readonly Topology[] = [
  { kind: 'klein', along: 'x', shiftCells: 0 },
  { kind: 'klein', along: 'y', shiftCells: 0 },
  { kind: 'cross-surface' },
  { kind: 'shifted-torus', along: 'x', shiftCells: 1 },
]

/** Worlds of every dimension, whole and twisted, with any states in them. */
export const anyMeasuredState: fc.Arbitrary<MeasuredState> = fc
  .record({
    size: anySize,
    states: fc.constantFrom(2, 2, 3, 5),
    seed: fc.nat(1_000_000),
    density: fc.constantFrom(0, 20, 128, 240, 256),
    topology: fc.constantFrom(BOX, TORUS, ...FLAT),
  })
  .map(({ size, states, seed, density, topology }) => {
    const isTwisted = topology.kind !== 'box' && topology.kind !== 'torus'
    return describeCells(size, drawCells(size, states, seed, density), {
      topology: isTwisted && size.z > 1 ? TORUS : topology,
      states,
      before: drawCells(size, states, seed + 1, density),
    })
  })
