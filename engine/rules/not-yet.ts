/** Notations that are known by name but whose rules cannot be run yet, and names of no rule. */
import { RuleNameError, RuleNotYetError } from './errors.ts'
import type { NotationReader } from './notation-reader.ts'

/** How each notation looks, and what to call it. */
const notations: readonly (readonly [patterns: readonly RegExp[], notationFamily: string])[] = [
  [
    [/^(?:bb|busyboxes)$/i],
    "Golly's Busy Boxes between mirrors (without mirrors, on a torus, they are BBW)",
  ],
  [[/^(?:jvn29|nobili32|hutton32)$/i], "von Neumann's automaton or one of its relatives"],
  [[/^\d*PCA\d/i], 'a partitioned automaton (LifeViewer, PCA)'],
  [
    [/^[bs]?\d/i, /(?:history|super|investigator)$/i],
    'a state-recording variant of another rule (LifeViewer)',
  ],
  [[/^[bs]?\d[^,]*\/[bs]?\d*L[a-z]*$/i], 'a triangular neighborhood (LifeViewer, L)'],
  [
    [/^[bs]?\d[^,]*H$/i, /\d-?[a-z]*[omp]/i],
    'letters for shapes in the hexagonal neighborhood (LifeViewer)',
  ],
]

/** Openings of notations that are read here, so that their faults are pointed at. */
const opening =
  /^(?:b(?:[0-9/_]|s|$)|s(?:[0-9/_]|b|$)|g\d|map|3d|(?:w|rule)\s*\d|code|t\s*\d|r\d|m\d|ms,|bbw$|busyboxesw$|lenia)/i

/** A word that could be a rule's name; several words are more likely a slip of the pen. */
const ruleName = /^[a-z][\w.'&+()-]*$/i

/**
 * Refuses what is known and not run, and what looks like a name.
 *
 * @throws {RuleNotYetError} when the reader holds one of these notations.
 * @throws {RuleNameError} when it holds a word that begins no notation.
 */
export function refuseUnsupported(reader: NotationReader): void {
  const { notation, rest } = reader
  for (const [patterns, notationFamily] of notations) {
    if (patterns.every((pattern) => pattern.test(rest))) {
      throw new RuleNotYetError({ notation, notationFamily })
    }
  }
  if (ruleName.test(rest) && !opening.test(rest)) throw new RuleNameError({ notation })
}
