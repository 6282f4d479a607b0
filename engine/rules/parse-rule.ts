/**
 * Reads a rule in any notation in use, with or without a topology suffix.
 *
 * The opening characters tell the family; the family's own reader does the rest and blames the
 * exact character when it cannot. Reading never runs anything and takes time linear in the text.
 */
import { readElementaryRule, readTotalisticRule } from './elementary.ts'
import { RuleLengthError } from './errors.ts'
import { readEvansRule, readLargerThanLifeRule } from './larger-than-life.ts'
import { readBaysRule, readGolly3dRule, readSoftologyRule } from './life-3d.ts'
import { readLifeLikeRule } from './life-like.ts'
import { readMapRule } from './map.ts'
import { notationOf } from './named-rules.ts'
import { refuseRuleFile, refuseUnsupported } from './not-yet.ts'
import { MAX_NOTATION_CHARS, NotationReader } from './notation-reader.ts'
import { readOffsetRule } from './offset-rule.ts'
import type { ParsedRule, Rule } from './rule.ts'
import { parseScriptRule } from './script/script-rule.ts'
import { isScript } from './script/script-source.ts'
import { readTopologySuffix } from './topology-suffix.ts'

/**
 * Parses a rule notation or the name of a rule, perhaps followed by `:` and a topology.
 *
 * @example parseRule('23/3:T64,64').rule.canonical // 'B3/S23'
 * A text that is a JavaScript function is read as a rule too, and never run.
 *
 * @throws {ScriptError} pointing at what of a function cannot be compiled.
 * @throws {RuleSyntaxError} pointing at the character that fits no notation.
 * @throws {RuleRangeError} pointing at a number outside what its place allows.
 * @throws {RuleTopologyError} for a topology that the rule cannot have.
 * @throws {RuleNotYetError} for a notation known by name that cannot be run yet.
 * @throws {RuleLengthError} for a text of more than MAX_NOTATION_CHARS characters.
 */
export function parseRule(text: string): ParsedRule {
  if (isScript(text)) return Object.freeze({ rule: parseScriptRule(text), world: undefined })
  refuseRuleFile(text)
  if (text.length > MAX_NOTATION_CHARS) {
    throw new RuleLengthError({ lengthChars: text.length, maxChars: MAX_NOTATION_CHARS })
  }
  const colon = text.indexOf(':')
  const body = new NotationReader(text, 0, colon === -1 ? text.length : colon)
  const rule = readRule(body)
  const world =
    colon === -1 ? undefined : readTopologySuffix(new NotationReader(text, colon + 1), rule)
  return Object.freeze({ rule, world })
}

type ReadRule = (reader: NotationReader) => Rule

/** Families by how their notations look, in the order in which they are asked. */
const families: readonly (readonly [pattern: RegExp, read: ReadRule])[] = [
  [/^map/i, readMapRule],
  [/^3d/i, readGolly3dRule],
  [/^(?:w|rule)\s*\d/i, readElementaryRule],
  [/^(?:code|t)\s*\d/i, readTotalisticRule],
  [/^r\d/i, readLargerThanLifeRule],
  [/^(?:life\s*)?\d{4}$/i, readBaysRule],
  [/^\d+\s*(?:,\s*\d+\s*){3}$/, readBaysRule],
  [/^\d+\s*(?:,\s*\d+\s*){4}$/, readEvansRule],
  [/^[^/]*\/[^/]*\/[^/]*\/\s*@/, readOffsetRule],
  [/^[^/]*\/[^/]*\/[^/]*\//, readSoftologyRule],
  // Lists and ranges are never 2-D: what misses here is only the neighborhood.
  [/^(?=.*(?:,|\.\.|-\d))[\d\s,.-]*\/[\d\s,.-]*\/[\d\s]*$/, readSoftologyRule],
]

function readRule(reader: NotationReader): Rule {
  if (reader.atEnd) reader.fail('a rule such as B3/S23, 345/2/4, W30 or 4555')
  const { rest } = reader
  const named = notationOf(rest)
  if (named !== undefined) return parseRule(named).rule
  refuseUnsupported(reader)
  const family = families.find(([pattern]) => pattern.test(rest))
  return (family?.[1] ?? readLifeLikeRule)(reader)
}
