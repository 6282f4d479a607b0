/**
 * Cells that are looked at together, those of a box or of a zone: as runs along x, layer by layer,
 * so that a plane is read once a layer. A graphics device answers each read no faster than a large
 * one.
 */
import { fractionBitsOf } from '../fields/channel.ts'
import { toNumber } from '../fields/fixed-point.ts'
import { flatIndexOf, type Size } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import type { ZoneMap } from '../lattice/zone-map.ts'
import type { FieldNumber, FieldSpread, StateCounts } from '../protocol/inspect-api.ts'
import type { LatticePlaneName } from '../rules/program/plane-name.ts'
import type { Simulation } from './simulation.ts'

/** A box or a zone that is looked at has at most so many cells. */
export const MAX_INSPECTED_CELLS = 2 ** 26

/** Runs of one layer: first cell and length of each, in flat order. */
type Layer = readonly (readonly [first: number, cells: number])[]

export interface Region {
  readonly cells: number
  readonly layers: readonly Layer[]
}

/** @param box lies inside a world of this size, which has an end. */
export function regionOfBox({ x, y, z, size }: WorldBox, world: Size): Region {
  const layers = Array.from({ length: size.z }, (_, dz) =>
    Array.from(
      { length: size.y },
      (_, dy) => [flatIndexOf(world, x, y + dy, z + dz), size.x] as const,
    ),
  )
  return { cells: size.x * size.y * size.z, layers }
}

export function regionOfZone(zoneMap: ZoneMap, zone: number): Region {
  const layerCells = zoneMap.size.x * zoneMap.size.y
  const layers: [first: number, cells: number][][] = []
  let at = -1
  let cells = 0
  zoneMap.eachRun(zone, (first, length) => {
    const layer = Math.floor(first / layerCells)
    if (layer !== at) layers.push([])
    at = layer
    layers.at(-1)!.push([first, length])
    cells += length
  })
  return { cells, layers }
}

/** Shows the numbers of a plane, run by run; the array is overwritten by the next layer. */
export async function readRegion(
  simulation: Simulation,
  plane: LatticePlaneName,
  { layers }: Region,
  visit: (values: Int32Array, firstCell: number) => void,
): Promise<void> {
  let buffer = new Int32Array(0)
  for (const layer of layers) {
    const [[first], [last, cells]] = [layer[0]!, layer.at(-1)!]
    const length = last + cells - first
    if (buffer.length < length) buffer = new Int32Array(length)
    const values = buffer.subarray(0, length)
    await simulation.readPlane(plane, values, first)
    for (const [at, count] of layer) visit(values.subarray(at - first, at - first + count), at)
  }
}

/** What every channel holds over a region; nothing where it has no cells. */
export async function spreadFields(simulation: Simulation, region: Region): Promise<FieldSpread[]> {
  const fields: FieldSpread[] = []
  if (region.cells === 0) return fields
  for (const plane of simulation.planes) {
    if (plane.kind !== 'channel') continue
    let sum = 0
    let least = Number.POSITIVE_INFINITY
    let greatest = Number.NEGATIVE_INFINITY
    await readRegion(simulation, plane, region, (values) => {
      for (const raw of values) {
        sum += raw
        if (raw < least) least = raw
        if (raw > greatest) greatest = raw
      }
    })
    const number = (raw: number) => fieldNumber(simulation, plane.name, raw)
    const { name, unit, value: mean } = number(sum / region.cells)
    const range = { least: number(least).value, greatest: number(greatest).value }
    fields.push({ name, unit, mean, ...range })
  }
  return fields
}

/** Numbers of plain automata's fields have no unit and stand for themselves. */
export function fieldNumber({ run }: Simulation, name: string, raw: number): FieldNumber {
  const channel = run.living?.channels.find((each) => each.name === name)
  if (channel === undefined) return { name, unit: '', value: raw }
  return { name, unit: channel.unit, value: toNumber(raw, fractionBitsOf(channel)) }
}

/** Name of a rule of a living world by its number, or the rule itself where it has no name. */
export function ruleName({ run, rule }: Simulation, number: number): string {
  return run.living?.rules[number]?.name || rule.canonical
}

/** Counts by state without those that are 0. */
export function listCounts(counts: ArrayLike<number>): StateCounts {
  return Array.from(counts, (cells, state) => ({ state, cells })).filter(({ cells }) => cells > 0)
}
