/**
 * What every channel must keep for its dynamic to be stable and to stay within 32 bits.
 *
 * *Stability.* On a grid of n axes a cell has 2n neighbors. Diffusion with decay is an average of
 * the cell, its neighbors and the value at rest as long as 2n * diffusion + decay <= 1, which makes
 * it stable and keeps it between the extremes of what it starts from. A leapfrog wave, whose mode of
 * the shortest length feels a pull of 4n * c^2, is stable as long as 4n * c^2 + 2 * damping + decay
 * <= 4: without losses c^2 <= 1/n (Courant, Friedrichs, Lewy 1928).
 *
 * *32 bits.* A range is at most 2^18 - 2 wide, so a difference times a coefficient is below 2^30,
 * and the sum of the 2n differences of a wave, at most 2n * (2^18 - 2), times c^2 <= 4096/n is at
 * most 2^31 - 2^14. Rounding adds less than 2^12 to those.
 */
import { dimensionsOf } from '../lattice/neighborhood.ts'
import type { Dimensions } from '../lattice/size.ts'
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import type { ChannelDynamic, ChannelSource, ChannelSpec } from './channel.ts'
import { MAX_DIRECTIONS } from './directions.ts'
import { ChannelError } from './errors.ts'
import {
  COEFFICIENT_FRACTION_BITS,
  COEFFICIENT_ONE,
  FIELD_FRACTION_BITS,
  formatFixed,
} from './fixed-point.ts'

/** The most kinds of states that an entropy tells apart. */
export const MAX_CLASSES = 8

/** States a cell can have, so amounts a source can name. */
export const MAX_AMOUNTS = 256

/** What is wrong with a member of a channel; undefined where nothing is. */
type Fault = readonly [field: string, found: string, wanted: string] | undefined

/**
 * Checks a channel for worlds of so many dimensions, and gives it back.
 *
 * @param speed that of a wave as it was written, in cells a tick, for messages.
 * @throws {ChannelError} naming the first member at fault.
 */
export function assertChannel(
  channel: ChannelSpec,
  dimensions: Dimensions,
  speed?: number,
): ChannelSpec {
  const fault = findRangeFault(channel) ?? findDynamicFault(channel, dimensions, speed)
  if (fault === undefined) return channel
  const [field, found, wanted] = fault
  throw new ChannelError({ channel: channel.name, field, found, wanted })
}

const showValue = (raw: number) => formatFixed(raw, FIELD_FRACTION_BITS)
/** The root of a coefficient in four decimals, never more than it is. */
const showRoot = (raw: number) =>
  String(Math.floor(Math.sqrt(raw / COEFFICIENT_ONE) * 10_000) / 10_000)
const showCoefficient = (raw: number) => formatFixed(raw, COEFFICIENT_FRACTION_BITS)

/** As `showValue`, also of what is no raw number. */
const showAny = (raw: number) => (Number.isInteger(raw) ? showValue(raw) : String(raw))

const isWithin = (raw: number, low: number, high: number) =>
  Number.isInteger(raw) && raw >= low && raw <= high

function findRangeFault(channel: ChannelSpec): Fault {
  const { low, high, start } = channel
  const isRange = isWithin(low, -FIELD_LIMIT, high) && isWithin(high, low, FIELD_LIMIT)
  if (!isRange) {
    const most = showValue(FIELD_LIMIT)
    return [
      'range',
      `${showAny(low)} to ${showAny(high)}`,
      `a range lies within -${most} to ${most}, least first`,
    ]
  }
  return findValueFault(channel, 'start', start)
}

function findValueFault({ low, high }: ChannelSpec, field: string, raw: number): Fault {
  if (isWithin(raw, low, high)) return undefined
  return [field, showAny(raw), `it lies in the range, from ${showValue(low)} to ${showValue(high)}`]
}

function findDynamicFault(
  channel: ChannelSpec,
  dimensions: Dimensions,
  speed: number | undefined,
): Fault {
  const { dynamic } = channel
  switch (dynamic.kind) {
    case 'static':
      return undefined
    case 'diffuse':
      return (
        findCoefficientFault(dynamic, ['diffusion', 'decay']) ??
        findDiffusionFault(dynamic, dimensions) ??
        findValueFault(channel, 'dynamic.rest', dynamic.rest) ??
        findSourceFault(dynamic.source)
      )
    case 'wave':
      return (
        findCoefficientFault(dynamic, ['damping', 'decay']) ??
        findWaveFault(dynamic, dimensions, speed) ??
        findCoefficientFault(dynamic, ['speedSquared']) ??
        findValueFault(channel, 'dynamic.rest', dynamic.rest) ??
        findSourceFault(dynamic.source)
      )
    case 'entropy': {
      const { classes } = dynamic
      if (!isWithin(classes, 2, MAX_CLASSES)) {
        return ['dynamic.classes', String(classes), `there are 2 to ${MAX_CLASSES} classes`]
      }
      return findNeighborhoodFault(dynamic, dimensions)
    }
    case 'uphill': {
      if (channel.low !== 0 || channel.high !== MAX_DIRECTIONS) {
        const found = `${channel.low} to ${channel.high}`
        return ['range', found, `directions have none of their own: 0 to ${MAX_DIRECTIONS}, raw`]
      }
      return findNeighborhoodFault(dynamic, dimensions)
    }
    default:
      return dynamic satisfies never
  }
}

function findCoefficientFault<Key extends string>(
  dynamic: Readonly<Record<Key, number>>,
  keys: readonly Key[],
): Fault {
  const key = keys.find((each) => !isWithin(dynamic[each], 0, COEFFICIENT_ONE))
  if (key === undefined) return undefined
  const raw = dynamic[key]
  const found = Number.isInteger(raw) ? showCoefficient(raw) : String(raw)
  return [`dynamic.${key}`, found, 'a coefficient is from 0 to 1']
}

function findDiffusionFault(
  { diffusion, decay }: Extract<ChannelDynamic, { kind: 'diffuse' }>,
  dimensions: Dimensions,
): Fault {
  const faces = 2 * dimensions
  if (faces * diffusion + decay <= COEFFICIENT_ONE) return undefined
  const most = showCoefficient(Math.floor((COEFFICIENT_ONE - decay) / faces))
  const wanted = `in ${dimensions} dimensions with this decay it is at most ${most}, or the field would blow up`
  return ['dynamic.diffusion', showCoefficient(diffusion), wanted]
}

function findWaveFault(
  { speedSquared, damping, decay }: Extract<ChannelDynamic, { kind: 'wave' }>,
  dimensions: Dimensions,
  speed: number | undefined,
): Fault {
  const room = 4 * COEFFICIENT_ONE - 2 * damping - decay
  const most = Math.floor(room / (4 * dimensions))
  if (speedSquared <= most) return undefined
  const wanted =
    `in ${dimensions} dimensions with these losses its square is at most ${showCoefficient(most)}, ` +
    `itself ${showRoot(most)}, or the wave would blow up`
  const square = `a speed whose square is ${showCoefficient(speedSquared)}`
  return ['dynamic.speed', speed === undefined ? square : String(speed), wanted]
}

function findSourceFault(source: ChannelSource | undefined): Fault {
  if (source === undefined) return undefined
  const { amounts } = source
  if (!isWithin(amounts.length, 1, MAX_AMOUNTS)) {
    return ['dynamic.source', `${amounts.length} amounts`, `there are 1 to ${MAX_AMOUNTS} of them`]
  }
  const amount = amounts.find((each) => !isWithin(each, -FIELD_LIMIT, FIELD_LIMIT))
  if (amount === undefined) return undefined
  return ['dynamic.source', String(amount), `an amount is within ${showValue(FIELD_LIMIT)} of 0`]
}

function findNeighborhoodFault(
  { neighborhood }: Extract<ChannelDynamic, { kind: 'entropy' | 'uphill' }>,
  dimensions: Dimensions,
): Fault {
  if (neighborhood === undefined) return undefined
  const wanted = dimensionsOf({ kind: 'named', name: neighborhood })
  if (wanted <= dimensions) return undefined
  return ['dynamic.neighborhood', neighborhood, `the world has ${dimensions} dimensions`]
}
