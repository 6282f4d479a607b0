/** How many bits one cell tells of another: one at a distance, or itself a tick later. */
import type { Size } from '../lattice/size.ts'
import { AlivePairs } from './alive-pairs.ts'
import { countOnes, countShared } from './byte-sums.ts'
import { entropyOfCounts } from './entropy-of-counts.ts'
import { extendCells, isJoined } from './extended-cells.ts'
import { type Axis, alongAxes } from './measured-axes.ts'
import type { MeasuredState } from './measured-state.ts'
import type { Metric, MetricValues } from './metric.ts'

const DISTANCES = Object.freeze(Array.from({ length: 64 }, (_, i) => String(i + 1)))

const SOURCE =
  'T. M. Cover, J. A. Thomas, Elements of Information Theory (1991), 2.3; for cellular automata C. G. Langton, Physica D 42 (1990)'

export const MUTUAL_INFORMATION: Metric = Object.freeze<Metric>({
  name: 'mutual-information',
  outputs: [
    {
      key: 'mutual-information.DISTANCE',
      unit: 'bit',
      definition:
        'sum of p(a, b) log2(p(a, b) / (p(a) p(b))) over the pairs of states of two cells DISTANCE apart along an ' +
        'axis, across joined faces; the mean of all axes. Samples have a little more than what they are of: about ' +
        '(states - 1)^2 / (2 ln 2 cells)',
    },
    {
      key: 'mutual-information.DISTANCE.AXIS',
      unit: 'bit',
      definition: 'that along one axis: x, y or z; only of worlds with several',
    },
  ],
  source: SOURCE,
  needs: ['cells'],
  parameter: { about: 'cells between the two, along an axis', fallback: '1', choices: DISTANCES },
  measure(state, parameter) {
    if (state.cells.length === 0) return {}
    const values: Record<string, number> = {}
    let sum = 0
    for (const axis of state.axes) {
      const bits = informationAlong(state, axis, Number(parameter))
      if (bits === undefined) return {}
      sum += bits
      if (state.axes.length > 1) values[`mutual-information.${parameter}.${axis}`] = bits
    }
    return { [`mutual-information.${parameter}`]: sum / state.axes.length, ...values }
  },
})

export const TEMPORAL_INFORMATION: Metric = Object.freeze<Metric>({
  name: 'temporal-information',
  outputs: [
    {
      key: 'temporal-information',
      unit: 'bit',
      definition:
        'the same sum over the pairs of states that a cell has one tick earlier and now; none at the first tick',
    },
  ],
  source: SOURCE,
  needs: ['cells', 'before'],
  measure({ before, cells, states }): MetricValues {
    if (before === undefined || cells.length === 0) return {}
    if (states === 2) {
      const [first, second] = [countOnes(before), countOnes(cells)]
      const joint = tableOfTwo(cells.length, first, second, countShared(before, cells))
      return { 'temporal-information': informationOf(joint, 2) }
    }
    const joint = new Uint32Array(states * states)
    countJoint(joint, { states, first: before, second: cells }, 0, 0, cells.length)
    return { 'temporal-information': informationOf(joint, states) }
  },
})

/** Undefined where no two cells of the world are so far apart. */
function informationAlong(state: MeasuredState, axis: Axis, distance: number): number | undefined {
  const { size, states } = state
  const joined = isJoined(state.topology)
  if (!joined && size[axis] <= distance) return undefined
  if (states === 2) return informationOf(countTwoStates(state, axis, distance), 2)
  const { size: wide, cells } = joined
    ? extendCells(state, alongAxes([axis], distance, 0))
    : { size, cells: state.cells }
  const ends = joined ? size : { ...size, [axis]: size[axis] - distance }
  const step = distance * { x: 1, y: wide.x, z: wide.x * wide.y }[axis]
  const joint = new Uint32Array(states * states)
  for (let z = 0; z < ends.z; z++) {
    for (let y = 0; y < ends.y; y++) {
      const from = wide.x * (y + wide.y * z)
      countJoint(joint, { states, first: cells, second: cells }, from, from + step, ends.x)
    }
  }
  return informationOf(joint, states)
}

interface JoinedCells {
  readonly states: number
  readonly first: Uint8Array
  readonly second: Uint8Array
}

function countJoint(
  joint: Uint32Array,
  { states, first, second }: JoinedCells,
  from: number,
  to: number,
  length: number,
): void {
  for (let i = 0; i < length; i++) {
    const pair = first[from + i]! * states + second[to + i]!
    joint[pair]!++
  }
}

/** The pairs of two states, from how many there are, and in how many the first, the second, and both are 1. */
function tableOfTwo(all: number, first: number, second: number, both: number): Uint32Array {
  return Uint32Array.of(all - first - second + both, second - both, first - both, both)
}

function countTwoStates(state: MeasuredState, axis: Axis, distance: number): Uint32Array {
  const pairs = new AlivePairs(state, [axis], distance)
  const all = pairs.countAll(axis, distance)
  const both = pairs.countAlive(axis, distance)
  const alive = countOnes(state.cells)
  if (isJoined(state.topology)) return tableOfTwo(all, alive, alive, both)
  const { size, cells } = state
  const last = countSlab(cells, size, axis, size[axis] - distance, size[axis])
  const first = countSlab(cells, size, axis, 0, distance)
  return tableOfTwo(all, alive - last, alive - first, both)
}

/** Cells in state 1 from one place on an axis to before another. */
function countSlab(cells: Uint8Array, size: Size, axis: Axis, from: number, to: number): number {
  const step = { x: 1, y: size.x, z: size.x * size.y }[axis]
  const span = step * size[axis]
  let ones = 0
  for (let base = 0; base < cells.length; base += span) {
    for (let cell = base + from * step; cell < base + to * step; cell++) ones += cells[cell]!
  }
  return ones
}

/** H(a) + H(b) - H(a, b) of a table of pairs; what rounding takes below 0 is 0. */
function informationOf(joint: Uint32Array, states: number): number {
  const first = new Float64Array(states)
  const second = new Float64Array(states)
  for (let pair = 0; pair < joint.length; pair++) {
    first[Math.floor(pair / states)]! += joint[pair]!
    second[pair % states]! += joint[pair]!
  }
  const apart = entropyOfCounts(first) + entropyOfCounts(second)
  return Math.max(0, apart - entropyOfCounts(joint))
}
