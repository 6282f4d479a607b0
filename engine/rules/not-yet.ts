/** Notations that are known by name but whose rules cannot be run yet. */
import { RuleNotYetError } from './errors.ts'
import { MAX_NOTATION_CHARS, type NotationReader } from './notation-reader.ts'

const RULE_FILE = 'a Golly rule table or tree (.rule)'

/** How each notation looks, and what to call it. */
const notations: readonly (readonly [patterns: readonly RegExp[], notationFamily: string])[] = [
  [[/^(?:bb|busyboxes)w?$/i], 'the Busy Boxes rules of Golly (3-D, reversible)'],
  [[/^(?:ms,d|m\d+,)/i], 'a Margolus block rule'],
  [[/^(?:nw|nn|ne|ww|me|ee|sw|ss|se|hi|rs|rb)\d+,/i], 'a weighted rule (MCell Weighted Life)'],
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
const opening = /^(?:b(?:[0-9/_]|s|$)|s(?:[0-9/_]|b|$)|g\d|map|3d|(?:w|rule)\s*\d|code|t\s*\d|r\d)/i

/** A word that could name a .rule file; several words are more likely a slip of the pen. */
const ruleFileName = /^[a-z][\w.'&+()-]*$/i

/** @throws {RuleNotYetError} when a text is a Golly rule file, not a rule's notation. */
export function refuseRuleFile(text: string): void {
  if (/^[ \t]*@(?:RULE|TABLE|TREE)\b/m.test(text.slice(0, MAX_NOTATION_CHARS))) {
    throw new RuleNotYetError({ notation: text.slice(0, 80), notationFamily: RULE_FILE })
  }
}

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
