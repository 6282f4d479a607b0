/**
 * How states are spread over planes of bits.
 *
 * The first plane says who is alive (state 1): it is all that neighbors look at. The states after
 * it, which only the cell itself knows, count down in the other planes, so that aging is cheap and
 * ends at 0: state `s` of `n` has the age `n - s`. States 0 and 1 have the age 0.
 */
export interface StateCode {
  readonly states: number
  /** Planes after the first. */
  readonly agePlanes: number
}

export function buildStateCode(states: number): StateCode {
  return { states, agePlanes: states > 2 ? 32 - Math.clz32(states - 2) : 0 }
}

/** The age of a state: 0 for states 0 and 1, and a number of its own for each other state. */
export function ageOf({ states }: StateCode, state: number): number {
  return state < 2 ? 0 : states - state
}

/** The bit of a state in a plane. */
export function planeBitOf(code: StateCode, state: number, plane: number): 0 | 1 {
  if (plane === 0) return state === 1 ? 1 : 0
  return ((ageOf(code, state) >>> (plane - 1)) & 1) as 0 | 1
}

/** The state of an age other than 0; undefined for ages that no state has. */
export function stateOfAge({ states }: StateCode, age: number): number | undefined {
  return age <= states - 2 ? states - age : undefined
}
