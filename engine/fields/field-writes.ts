/**
 * Reading and writing fields from outside a kernel, in the words of the Thunderbit contract: what
 * is written goes to a buffer, is summed, and changes a field once.
 */
import { type ChannelSpec, clampToChannel, fractionBitsOf } from './channel.ts'
import { FieldWriteError } from './errors.ts'
import { toNumber } from './fixed-point.ts'

/** What is added to a channel at a cell. */
export interface FieldWrite {
  /** Name of the channel. */
  readonly channel: string
  /** Flat index of the cell. */
  readonly cell: number
  /** Raw, an i32. */
  readonly value: number
}

const isInt32 = (value: number) => (value | 0) === value

/**
 * Adds the writes of one channel to its plane. Those to a cell are summed before the sum is clamped,
 * once, so that their order does not matter; writes to other channels are passed over.
 *
 * @returns how many cells were clamped.
 * @throws {FieldWriteError} when a write is no i32 or outside the plane, which is then unchanged.
 */
export function applyWrites(
  channel: ChannelSpec,
  plane: Int32Array,
  writes: readonly FieldWrite[],
): number {
  const cells = plane.length
  const sums = new Map<number, number>()
  for (const { channel: name, cell, value } of writes) {
    if (name !== channel.name) continue
    if (!isInt32(value) || !Number.isInteger(cell) || cell < 0 || cell >= cells) {
      throw new FieldWriteError({ channel: name, cell, value, cells })
    }
    sums.set(cell, (sums.get(cell) ?? plane[cell]!) + value)
  }
  let clamped = 0
  for (const [cell, sum] of sums) {
    const raw = clampToChannel(channel, sum)
    if (raw !== sum) clamped++
    plane[cell] = raw
  }
  return clamped
}

/**
 * The fields at a cell, by the names of their channels: values, or the number of a direction.
 *
 * @param planes the planes of the channels, in the same order.
 */
export function readFields(
  channels: readonly ChannelSpec[],
  planes: readonly Int32Array[],
  cell: number,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    channels.map((channel, i) => [
      channel.name,
      toNumber(planes[i]![cell]!, fractionBitsOf(channel)),
    ]),
  )
}
