/** What the fields of a living world amount to: totals, extremes, and how steep they are. */

import { createSiteResolver } from '../lattice/site-resolver.ts'
import { flatIndexOf, type Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'
import { countPairs } from './alive-pairs.ts'
import { isJoined } from './extended-cells.ts'
import type { Axis } from './measured-axes.ts'
import type { MeasuredChannel, MeasuredState } from './measured-state.ts'
import type { Metric } from './metric.ts'

export const FIELDS: Metric = Object.freeze<Metric>({
  name: 'fields',
  outputs: [
    {
      key: 'field.NAME.total',
      unit: "the channel's",
      definition: 'the sum of a channel over all cells, exact',
    },
    {
      key: 'field.NAME.mean',
      unit: "the channel's",
      definition: 'that over the number of cells',
    },
    { key: 'field.NAME.low', unit: "the channel's", definition: 'its least value' },
    { key: 'field.NAME.high', unit: "the channel's", definition: 'its greatest value' },
    {
      key: 'field.NAME.gradient',
      unit: "the channel's, a cell",
      definition:
        'the mean of |a - b| over all pairs of cells that are next to each other along an axis, across joined faces; ' +
        'summed exactly',
    },
    {
      key: 'field.NAME.steepest',
      unit: "the channel's, a cell",
      definition: 'the greatest of these differences',
    },
  ],
  source:
    'the channels of this project (docs/fields.md); the gradient is the discrete total variation a pair',
  needs: ['channels'],
  measure(state) {
    const values: Record<string, number> = {}
    for (const channel of state.channels) Object.assign(values, measureChannel(state, channel))
    return values
  },
})

function measureChannel(state: MeasuredState, { name, values, fractionBits }: MeasuredChannel) {
  if (values.length === 0) return {}
  let total = 0
  let low = values[0]!
  let high = low
  // Sums of 18-bit numbers over 2^30 cells stay exact.
  for (let cell = 0; cell < values.length; cell++) {
    const value = values[cell]!
    total += value
    if (value < low) low = value
    if (value > high) high = value
  }
  const one = 2 ** fractionBits
  const found = {
    [`field.${name}.total`]: total / one,
    [`field.${name}.mean`]: total / values.length / one,
    [`field.${name}.low`]: low / one,
    [`field.${name}.high`]: high / one,
  }
  const { sum, pairs, steepest } = measureSlopes(state, values)
  if (pairs === 0) return found
  return {
    ...found,
    [`field.${name}.gradient`]: sum / pairs / one,
    [`field.${name}.steepest`]: steepest / one,
  }
}

/** Sums up the differences along all axes. */
function measureSlopes({ size, topology, axes }: MeasuredState, values: Int32Array): Slopes {
  const joined = isJoined(topology)
  const slopes: Slopes = { sum: 0, pairs: 0, steepest: 0 }
  for (const axis of axes) {
    slopes.pairs += countPairs(size, axis, 1, joined)
    const step = { x: 1, y: size.x, z: size.x * size.y }[axis]
    const span = step * size[axis]
    // Between two faces across the axis lie the cells that have a next one along it.
    for (let base = 0; base < values.length; base += span) {
      addSlopes(slopes, values, base, base + span - step, step)
    }
    if (joined) addSeam(slopes, values, { size, topology, axis })
  }
  return slopes
}

interface Slopes {
  sum: number
  pairs: number
  steepest: number
}

/** So many differences of 18-bit numbers are summed before they could leave 31 bits. */
const SUMMED_AT_ONCE = 2 ** 12

function addSlopes(slopes: Slopes, values: Int32Array, from: number, to: number, step: number) {
  let steepest = slopes.steepest | 0
  for (let start = from; start < to; start += SUMMED_AT_ONCE) {
    const end = Math.min(to, start + SUMMED_AT_ONCE)
    let sum = 0
    for (let cell = start; cell < end; cell++) {
      const difference = (values[cell + step]! - values[cell]!) | 0
      const sign = difference >> 31
      const slope = (difference ^ sign) - sign
      sum = (sum + slope) | 0
      if (slope > steepest) steepest = slope
    }
    slopes.sum += sum
  }
  slopes.steepest = steepest
}

interface Seam {
  readonly size: Size
  readonly topology: Topology
  readonly axis: Axis
}

/** The far face across an axis: its cells, and those that come after them. */
function addSeam(slopes: Slopes, values: Int32Array, { size, topology, axis }: Seam): void {
  const resolve = createSiteResolver(size, topology)
  const first = { x: 0, y: 0, z: 0, [axis]: size[axis] - 1 }
  const [dx, dy, dz] = [axis === 'x' ? 1 : 0, axis === 'y' ? 1 : 0, axis === 'z' ? 1 : 0]
  for (let z = first.z; z < size.z; z++) {
    for (let y = first.y; y < size.y; y++) {
      for (let x = first.x; x < size.x; x++) {
        const there = resolve(x + dx, y + dy, z + dz)
        const slope = Math.abs(values[there]! - values[flatIndexOf(size, x, y, z)]!)
        slopes.sum += slope
        if (slope > slopes.steepest) slopes.steepest = slope
      }
    }
  }
}
