/** What a search may vary: the parameters of a space, as its author writes them. */

/** A value of a category; also what a condition compares with. */
export type Choice = string | number | boolean | null

/** A parameter with one exists only where its parent exists and has one of the values. */
export interface Condition {
  /** The name of a parameter before it in the space. */
  readonly param: string
  readonly in: readonly Choice[]
}

interface Named {
  readonly name: string
  readonly if?: Condition | undefined
}

/** What its author believes of a number before any trial: a normal distribution on the parameter's own scale. */
export interface NumberPrior {
  /** In the parameter's unit. */
  readonly mean: number
  /** In the parameter's unit; where it has a logarithmic scale, in natural logarithms. Above 0. */
  readonly sd: number
}

export interface FloatParameter extends Named {
  readonly type: 'float'
  readonly low: number
  /** Inclusive. */
  readonly high: number
  /** Whether equal ratios count the same. */
  readonly log?: boolean | undefined
  /** Values are `low + k * step`. Not with `log`. */
  readonly step?: number | undefined
  readonly prior?: NumberPrior | undefined
}

export interface IntParameter extends Named {
  readonly type: 'int'
  readonly low: number
  /** Inclusive. */
  readonly high: number
  readonly log?: boolean | undefined
  /** Values are `low + k * step`; 1 unless said. */
  readonly step?: number | undefined
  readonly prior?: NumberPrior | undefined
}

export interface CategoricalParameter extends Named {
  readonly type: 'categorical'
  readonly choices: readonly Choice[]
  /** What its author believes of each choice before any trial: weights, not all 0. */
  readonly prior?: readonly number[] | undefined
}

export type Parameter = FloatParameter | IntParameter | CategoricalParameter

/** Values by name, of the parameters that exist under them. */
export type Params = Readonly<Record<string, Choice>>
