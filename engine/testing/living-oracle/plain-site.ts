/** Everything there is at one site of a living world. */
import type { Place } from './plain-places.ts'

export interface Site extends Place {
  readonly index: number
  readonly zone: number
  state: number
  /** Number of its rule, and of its list of meta-rules (0 is none). */
  rule: number
  metaList: number
  /** 0 never spawned, 1 spawned, 2 active, 3 suspended, 4 terminated; in filled zones 2. */
  status: number
  /** 0 vacant, 1 occupied. */
  presence: number
  /** Whether its state has just changed, 0 or 1, and one more than its live neighbors, or 0. */
  changed: number
  remembered: number
  /** Raw, by name. */
  readonly parameters: Record<string, number>
  readonly fields: Record<string, number>
  /** Fields of the tick before, of those that are waves. */
  readonly previous: Record<string, number>
}

export const ACTIVE = 2

/** Whether a bit lives at a site of a settled zone. */
export const isTaken = ({ status }: Site) => status >= 1 && status <= 3

export const clamp = (value: number, low: number, high: number) =>
  Math.min(Math.max(value, low), high)

/** The nearest whole number of a decimal with so many fraction bits; halfway, the one farther from 0. */
export const toRaw = (value: number, fractionBits: number) =>
  Math.sign(value) * Math.floor(Math.abs(value) * 2 ** fractionBits + 0.5)
