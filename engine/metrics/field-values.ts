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
function measureSlopes({ size, topology, axes }: MeasuredState, values: Int32Array) {
  const joined = isJoined(topology)
  let [sum, pairs, steepest] = [0, 0, 0]
  const take = (here: number, there: number) => {
    const slope = Math.abs(values[here]! - values[there]!)
    sum += slope
    if (slope > steepest) steepest = slope
  }
  for (const axis of axes) {
    pairs += countPairs(size, axis, 1, joined)
    const step = { x: 1, y: size.x, z: size.x * size.y }[axis]
    const span = step * size[axis]
    // Between two faces across the axis lie the cells that have a next one along it.
    for (let base = 0; base < values.length; base += span) {
      for (let cell = base; cell < base + span - step; cell++) take(cell, cell + step)
    }
    if (joined) eachSeam({ size, topology, axis }, take)
  }
  return { sum, pairs, steepest }
}

interface Seam {
  readonly size: Size
  readonly topology: Topology
  readonly axis: Axis
}

/** Goes through the far face across an axis: its cells, and those that come after them. */
function eachSeam({ size, topology, axis }: Seam, visit: (here: number, there: number) => void) {
  const resolve = createSiteResolver(size, topology)
  const first = { x: 0, y: 0, z: 0, [axis]: size[axis] - 1 }
  for (let z = first.z; z < size.z; z++) {
    for (let y = first.y; y < size.y; y++) {
      for (let x = first.x; x < size.x; x++) {
        const next = { x, y, z, [axis]: size[axis] }
        visit(flatIndexOf(size, x, y, z), resolve(next.x, next.y, next.z))
      }
    }
  }
}
