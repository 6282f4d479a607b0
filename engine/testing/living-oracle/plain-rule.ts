/** Rules said twice: as the text that a scenario has, and as what JavaScript makes of a cell. */
import type { Dimensions } from '../../lattice/size.ts'

/** What a rule is told of a cell. */
export interface RuleView {
  readonly state: number
  /** States of its neighbors, in the order of the steps. */
  readonly neighbors: readonly number[]
  /** What the cell hears of its channels as the tick began, and adds to with += and -=. */
  readonly fields: Record<string, number>
  readonly cell: Readonly<Record<string, unknown>> & {
    /** A draw, as an i32. */
    random(draw: number): number
  }
}

export interface PlainRule {
  readonly text: string
  readonly dimensions: Dimensions
  readonly states: number
  /** A name that `stepsOf` knows. */
  readonly neighborhood: string
  readonly channels: readonly string[]
  readonly parameters: readonly string[]
  /** One more than the greatest number of its draws; 0 without any. */
  readonly draws: number
  /** Whether it only counts its neighbors, and so can be had in other neighborhoods. */
  readonly counts: boolean
  /** The next state. */
  next(view: RuleView): number
}

/** Whether a rule can be had in a neighborhood: it has it, or it counts along as many axes. */
export function isIn(rule: PlainRule, neighborhood: string): boolean {
  const dimensions = /-(\d)d$/.exec(neighborhood)?.[1] ?? 1
  return (
    rule.neighborhood === neighborhood || (rule.counts && rule.dimensions === Number(dimensions))
  )
}

interface Counting {
  readonly text: string
  readonly dimensions: Dimensions
  readonly neighborhood: string
  /** How many neighbors it has, and so the highest count that it knows. */
  readonly most: number
  readonly birth: readonly number[]
  readonly survival: readonly number[]
  readonly states?: number
  readonly chances?: {
    readonly birth?: number
    readonly survival?: number
    readonly noise?: number
    readonly update?: number
  }
}

/** Births and survivals by the number of neighbors in state 1; whoever dies fades out. */
export function counting({ states = 2, chances = {}, most, ...spec }: Counting): PlainRule {
  const suffix = Object.entries(chances).map(([name, chance]) => `${name}=${chance}`)
  const happens = (random: number, chance: number) => random >>> 0 < Math.floor(chance * 2 ** 32)
  return {
    text: suffix.length === 0 ? spec.text : `${spec.text}~${suffix.join()}`,
    dimensions: spec.dimensions,
    neighborhood: spec.neighborhood,
    states,
    channels: [],
    parameters: [],
    draws: drawsOf(chances),
    counts: true,
    next({ state, neighbors, cell }) {
      const count = Math.min(neighbors.filter((each) => each === 1).length, most)
      const { birth = 1, survival = 1, noise = 0, update = 1 } = chances
      const dies = states === 2 ? 0 : 2
      let next = (state + 1) % states
      if (state === 0) next = spec.birth.includes(count) && happens(cell.random(0), birth) ? 1 : 0
      if (state === 1) {
        next = spec.survival.includes(count) && happens(cell.random(0), survival) ? 1 : dies
      }
      if (happens(cell.random(1), noise))
        next = Math.floor(((cell.random(2) >>> 8) * states) / 2 ** 24)
      return happens(cell.random(3), update) ? next : state
    },
  }
}

function drawsOf({ birth, survival, noise, update }: NonNullable<Counting['chances']>): number {
  if (update !== undefined) return 4
  if (noise !== undefined) return 3
  return birth === undefined && survival === undefined ? 0 : 1
}

/** Wolfram's elementary rules. */
export const elementary = (number: number): PlainRule => ({
  text: `W${number}`,
  dimensions: 1,
  neighborhood: 'elementary',
  states: 2,
  channels: [],
  parameters: [],
  draws: 0,
  counts: false,
  next({ state, neighbors: [left, right] }) {
    return (number >> (4 * left! + 2 * state + right!)) & 1
  },
})

/** Wolfram's totalistic codes with nearest neighbors. */
export const totalistic = (code: number, colors: number): PlainRule => ({
  text: `code${code}k${colors}r1`,
  dimensions: 1,
  neighborhood: 'elementary',
  states: colors,
  channels: [],
  parameters: [],
  draws: 0,
  counts: true,
  next({ state, neighbors: [left, right] }) {
    return Math.floor(code / colors ** (state + left! + right!)) % colors
  },
})

interface Script {
  readonly dimensions: Dimensions
  /** As a script and as `stepsOf` names it. */
  readonly neighborhood: readonly [written: string, steps: string]
  readonly states: number
  readonly channels?: readonly string[]
  readonly parameters?: readonly string[]
  readonly draws?: number
  readonly counts?: boolean
  /** An arrow function. */
  readonly body: string
}

/** A rule that a user writes as a function. The text was made here, and is evaluated nowhere else. */
export function script({ body, neighborhood, ...spec }: Script): PlainRule {
  const { dimensions, states, channels = [], parameters = [], draws = 0, counts = false } = spec
  const twin = new Function(`return ${body}`)() as (
    ...given: readonly unknown[]
  ) => number | boolean
  const head = { states, neighborhood: neighborhood[0], channels, parameters }
  return {
    text: `rule(${JSON.stringify(head).replace(/"(\w+)":/g, '$1: ')}, ${body})`,
    dimensions,
    states,
    neighborhood: neighborhood[1],
    channels,
    parameters,
    draws,
    counts,
    next({ state, neighbors, fields, cell }) {
      // Integers are of 32 bits and wrap (SEMANTICS, Integers); a sum of two of them is exact till here.
      const next = Number(twin(state, neighbors, fields, cell)) | 0
      return Math.min(Math.max(next, 0), states - 1)
    },
  }
}
