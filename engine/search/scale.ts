/**
 * Numbers of a parameter on the scale that a sampler works on: from 0 to 1, equal steps counting the same. A number of a
 * grid (whole numbers, steps) has the middle of a cell of its own; all cells of a linear grid have the same width.
 */
import { exp } from '../math/exp.ts'
import { ln } from '../math/log2.ts'
import type { FloatParameter, IntParameter } from './parameter.ts'

export interface Scale {
  /** How many values there are; Infinity without a grid. */
  readonly count: number
  /** The place of a value of the parameter, from 0 to 1. */
  toUnit(value: number): number
  /** The value of the parameter at a place, or where there is a grid, the value whose cell the place is in. */
  fromUnit(place: number): number
  /** The cell of a value of a grid: its lower and upper end on the scale; all of it where there is one value. Without a grid, both are its place. */
  cellOf(value: number): readonly [low: number, high: number]
}

/** The scale of a checked parameter. */
export function createScale(parameter: FloatParameter | IntParameter): Scale {
  const { type, low, high, log = false } = parameter
  const step = parameter.step ?? (type === 'int' ? 1 : 0)
  if (step > 0) return log ? createLogGrid(low, high, step) : createGrid(low, high, step)
  return log ? createLogarithmic(low, high) : createLinear(low, high)
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high)

/** The bounds at the ends, whatever sums and exponentials round to. */
const exactEnds = (low: number, high: number) => (place: number) =>
  place <= 0 ? low : place >= 1 ? high : undefined

function createLinear(low: number, high: number): Scale {
  const width = high - low
  const endAt = exactEnds(low, high)
  const toUnit = (value: number) => (width === 0 ? 0.5 : (value - low) / width)
  return {
    count: low === high ? 1 : Number.POSITIVE_INFINITY,
    toUnit,
    fromUnit: (place) => endAt(place) ?? clamp(low + place * width, low, high),
    cellOf: (value) => (low === high ? [0, 1] : [toUnit(value), toUnit(value)]),
  }
}

function createLogarithmic(low: number, high: number): Scale {
  const [from, width] = [ln(low), ln(high) - ln(low)]
  const endAt = exactEnds(low, high)
  const toUnit = (value: number) => (width === 0 ? 0.5 : clamp((ln(value) - from) / width, 0, 1))
  return {
    count: low === high ? 1 : Number.POSITIVE_INFINITY,
    toUnit,
    fromUnit: (place) => endAt(place) ?? clamp(exp(from + place * width), low, high),
    cellOf: (value) => (low === high ? [0, 1] : [toUnit(value), toUnit(value)]),
  }
}

/** The number of a grid's last value. */
const lastOf = (low: number, high: number, step: number) => Math.floor((high - low) / step + 1e-9)

function createGrid(low: number, high: number, step: number): Scale {
  const last = lastOf(low, high, step)
  const count = last + 1
  const indexOf = (value: number) => clamp(Math.round((value - low) / step), 0, last)
  return {
    count,
    toUnit: (value) => (indexOf(value) + 0.5) / count,
    fromUnit: (place) => low + clamp(Math.floor(place * count), 0, last) * step,
    cellOf: (value) => [indexOf(value) / count, (indexOf(value) + 1) / count],
  }
}

/** Cells reach half a step to each side of a value, on the scale of logarithms; the first one not to 0. */
function createLogGrid(low: number, high: number, step: number): Scale {
  const last = lastOf(low, high, step)
  const from = ln(low - Math.min(low, step) / 2)
  const width = ln(low + (last + 0.5) * step) - from
  const indexOf = (value: number) => clamp(Math.round((value - low) / step), 0, last)
  const edge = (index: number) =>
    index <= 0 ? 0 : index > last ? 1 : (ln(low + (index - 0.5) * step) - from) / width
  return {
    count: last + 1,
    toUnit: (value) => clamp((ln(value) - from) / width, 0, 1),
    fromUnit: (place) => low + indexOf(exp(from + place * width)) * step,
    cellOf: (value) => [edge(indexOf(value)), edge(indexOf(value) + 1)],
  }
}
