/** Notations that are known by name but whose rules cannot be run yet. */
import { RuleNotYetError } from './errors.ts'
import type { NotationReader } from './notation-reader.ts'

const RULE_FILE = 'its Golly rule file (.rule), whose text is a rule here,'

/** How each notation looks, and what to call it. */
const notations: readonly (readonly [patterns: readonly RegExp[], notationFamily: string])[] = [
  [
    [/^(?:bb|busyboxes)$/i],
    "Golly's Busy Boxes between mirrors (without mirrors, on a torus, they are BBW)",
  ],
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

/** A word that could name a .rule file; several words are more likely a slip of the pen. */
const ruleFileName = /^[a-z][\w.'&+()-]*$/i

/** @throws {RuleNotYetError} when the reader holds one of these notations or an unknown name. */
export function refuseUnsupported(reader: NotationReader): void {
  const { notation, rest } = reader
  for (const [patterns, notationFamily] of notations) {
    if (patterns.every((pattern) => pattern.test(rest))) {
      throw new RuleNotYetError({ notation, notationFamily })
    }
  }
  if (ruleFileName.test(rest) && !opening.test(rest)) {
    throw new RuleNotYetError(
      { notation, notationFamily: RULE_FILE },
      ' No rule known here has this name: compare the spelling, or write the rule out, as in' +
        ' B3/S23.',
    )
  }
}
