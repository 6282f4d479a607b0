/**
 * What a rule does to disordered beginnings, in the words of this project and in Wolfram's classes.
 *
 * S. Wolfram, "Universality and complexity in cellular automata", Physica D 10 (1984): class 1 goes to
 * a homogeneous state, class 2 to separated simple stable or periodic structures, class 3 to chaotic
 * patterns, class 4 to complex localized structures, some of them long-lived.
 */

/** Verdicts, from the simplest behavior on. */
export const BEHAVIORS = Object.freeze(['dies', 'freezes', 'cycles', 'chaotic', 'complex'] as const)

/** What a rule does. */
export type Behavior = (typeof BEHAVIORS)[number]

/** A verdict: `undecided` where the measures disagree or the run was too short to tell. */
export type Verdict = Behavior | 'undecided'

/** Wolfram's classes. */
export type WolframClass = 1 | 2 | 3 | 4

const CLASSES: Readonly<Record<Behavior, WolframClass>> = Object.freeze({
  dies: 1,
  freezes: 2,
  cycles: 2,
  chaotic: 3,
  complex: 4,
})

/** The class of Wolfram's that a verdict belongs to; undefined where there is none. */
export function wolframClassOf(verdict: Verdict): WolframClass | undefined {
  return verdict === 'undecided' ? undefined : CLASSES[verdict]
}
