/**
 * An exponential moving average in integers that arrives where it is going.
 *
 * average' = average + (target - average) * rate / 4096, the step rounded away from zero. Rounded
 * toward zero it would stop short, by up to 4096 / rate; rounded away it always moves by at least 1
 * and, since a rate is at most 1, never beyond its target. So a still world has a trust of exactly 1.
 *
 * No overflow: averages and targets are at most 2^14 in size, their difference 2^15, and with a rate
 * of at most 2^12 the product is at most 2^27.
 *
 * The filter is exponential smoothing: R. G. Brown, "Statistical Forecasting for Inventory Control",
 * McGraw-Hill, 1959.
 */
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'
import { assertSetting } from './errors.ts'

const RATE_BITS = 12

/** The rate 1, at which an average is its newest target. */
export const RATE_ONE = 2 ** RATE_BITS

/** @throws {PhysicsError} unless a rate is more than 0 and at most 1. */
export function assertRate(setting: string, rate: number): void {
  assertSetting(setting, rate, 1, RATE_ONE)
}

/** The next average; the numbers are within +-2^14, the rate from 1 to RATE_ONE. */
export function nextAverage(average: number, target: number, rate: number): number {
  const product = (target - average) * rate
  const step = Math.ceil(Math.abs(product) / RATE_ONE)
  return product < 0 ? average - step : average + step
}

/** The same as nodes, kept within `low` and `high` also where what is given is not. */
export function writeAverage(
  code: ProgramBuilder,
  average: NodeId,
  target: NodeId,
  rate: number,
  { low, high }: { readonly low: number; readonly high: number },
): NodeId {
  const difference = code.binary('sub', target, average)
  const product = code.binary('mul', difference, code.constant(rate))
  // A shift rounds down, which is away from zero for negative numbers; others are raised before.
  const isNegative = code.binary('shr', product, code.constant(31))
  const isOther = code.binary('xor', isNegative, code.constant(-1))
  const raise = code.binary('and', isOther, code.constant(RATE_ONE - 1))
  const step = code.binary('shr', code.binary('add', product, raise), code.constant(RATE_BITS))
  const next = code.binary('add', average, step)
  const raised = code.binary('max', next, code.constant(low))
  return code.binary('min', raised, code.constant(high))
}
