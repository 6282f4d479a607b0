/** Fields and zones of a run, in buffers that can be moved to another thread. */
import { fractionBitsOf } from '../fields/channel.ts'
import { toNumber } from '../fields/fixed-point.ts'
import type { RangedChannel } from '../fields/value-range.ts'
import { countCells } from '../lattice/size.ts'
import { writeZones } from '../lattice/zone-map.ts'
import type { FieldPlane } from '../protocol/inspect-api.ts'
import { isSamePlane } from '../rules/program/plane-name.ts'
import { NoSuchFieldError } from '../simulation/errors.ts'
import { findPlane, requirePlane } from '../simulation/find-plane.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { BufferPool } from './buffer-pool.ts'

const BYTES_PER_NUMBER = Int32Array.BYTES_PER_ELEMENT

/**
 * The present values of a channel, or of another plane by its full name, in a buffer that the caller then
 * owns.
 *
 * @throws {NoSuchFieldError} when the run has neither.
 */
export async function copyField(
  simulation: Simulation,
  channel: string,
  buffers: BufferPool,
): Promise<FieldPlane> {
  const { run, tick } = simulation
  const { plane } = requirePlane(simulation, channel)
  const values = buffers.take(BYTES_PER_NUMBER * countCells(run.size))
  await simulation.readPlane(plane, new Int32Array(values))
  return { tick, channel, values }
}

/** Tells whether a run has a channel, or another plane, of this name. */
export function hasField(simulation: Simulation, channel: string): boolean {
  return findPlane(simulation, channel) !== undefined
}

/** Copies the present values of a channel or another plane; false where the run has neither. */
export async function readField(
  simulation: Simulation,
  channel: string,
  into: Int32Array,
): Promise<boolean> {
  const found = findPlane(simulation, channel)
  if (found === undefined) return false
  await simulation.readPlane(found.plane, into)
  return true
}

/** Bounds and unit of a channel, or of another plane whose numbers are raw; undefined for neither. */
export function findLayerOf(simulation: Simulation, name: string): RangedChannel | undefined {
  const channel = simulation.run.living?.channels.find((each) => each.name === name)
  if (channel === undefined) {
    const found = findPlane(simulation, name)
    if (found === undefined) return undefined
    const { low, high } = simulation.run.living?.lattice.planes.find((each) =>
      isSamePlane(each.plane, found.plane),
    ) ?? { low: 0, high: 255 }
    return { low, high, fractionBits: 0 }
  }
  const fractionBits = fractionBitsOf(channel)
  const { low, high } = channel
  return { low: toNumber(low, fractionBits), high: toNumber(high, fractionBits), fractionBits }
}

/**
 * The number of each cell's zone, one byte a cell: a scenario lists at most 254 of them.
 *
 * @throws {NoSuchFieldError} when the world has no zones.
 */
export function listZoneNumbers({ run }: Simulation): Uint8Array {
  if (run.living === undefined) throw new NoSuchFieldError({ name: 'zones', known: [] })
  const numbers = new Uint8Array(countCells(run.size))
  writeZones(run.living.zoneMap, numbers)
  return numbers
}
