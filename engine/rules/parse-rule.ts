/**
 * Reads a rule in any notation in use, with or without a topology suffix.
 *
 * The opening characters tell the family; the family's own reader does the rest and blames the
 * exact character when it cannot. Reading never runs anything and takes time linear in the text.
 */
import { readApgsearchRule } from './apgsearch.ts'
import { readBusyBoxesRule } from './busy-boxes.ts'
import { readElementaryRule, readTotalisticRule } from './elementary.ts'
import { RuleLengthError } from './errors.ts'
import { readExtendedRangeRule } from './extended-range.ts'
import { readEvansRule, readLargerThanLifeRule } from './larger-than-life.ts'
import { readLeniaRule } from './lenia/lenia-rule.ts'
import { readBaysRule, readGolly3dRule, readSoftologyRule } from './life-3d.ts'
import { readLifeLikeRule } from './life-like.ts'
import { readMapRule } from './map.ts'
import { readMargolusRule } from './margolus.ts'
import { notationOf } from './named-rules.ts'
import { refuseUnsupported } from './not-yet.ts'
import { MAX_NOTATION_CHARS, NotationReader } from './notation-reader.ts'
import { readOffsetRule } from './offset-rule.ts'
import type { ParsedRule, Rule } from './rule.ts'
import { parseRuleFile } from './rule-file/rule-file.ts'
import { isRuleFile } from './rule-file/rule-file-text.ts'
import { isScript } from './script/is-script.ts'
import { readScriptRule } from './script/script-rule.ts'
import { readChances } from './stochastic.ts'
import { readTopologySuffix } from './topology-suffix.ts'
import { isWeightedLife, readWeightedLifeRule } from './weighted-life.ts'

/**
 * Parses a rule notation or the name of a rule, perhaps followed by `~` and chances and by `:` and
 * a topology. A text that is a rule file or a JavaScript function is read as a rule, too; a
 * function is never run.
 *
 * @example parseRule('23/3:T64,64').rule.canonical // 'B3/S23'
 *
 * @throws {ScriptError} pointing at what of a function cannot be compiled.
 * @throws {RuleFileError | RuleFileSizeError} for a rule file that cannot be read.
 * @throws {RuleSyntaxError} pointing at the character that fits no notation.
 * @throws {RuleRangeError} pointing at a number outside what its place allows.
 * @throws {RuleTopologyError} for a topology that the rule cannot have.
 * @throws {RuleNotYetError} for a notation known by name that cannot be run yet.
 * @throws {RuleNameError} for a word that is the name of no rule known here.
 * @throws {RuleLengthError} for a text of more than MAX_NOTATION_CHARS characters.
 */
export function parseRule(text: string): ParsedRule {
  if (isScript(text)) return Object.freeze({ ...readScriptRule(text), world: undefined })
  // The canonical form of a rule file is one line, which may have suffixes like a notation.
  const isTree = /^\s*@TREE/.test(text) && !/[\r\n]/.test(text.trim())
  if (!isTree && isRuleFile(text)) {
    return Object.freeze({ rule: parseRuleFile(text), world: undefined })
  }
  if (!isTree && text.length > MAX_NOTATION_CHARS) {
    throw new RuleLengthError({ lengthChars: text.length, maxChars: MAX_NOTATION_CHARS })
  }
  const colon = text.indexOf(':', lengthOfPrefix(text))
  const end = colon === -1 ? text.length : colon
  const tilde = text.slice(0, end).indexOf('~')
  const bodyEnd = tilde === -1 ? end : tilde
  const body = isTree
    ? parseRuleFile(text.slice(0, bodyEnd))
    : readRule(new NotationReader(text, 0, bodyEnd))
  const rule = tilde === -1 ? body : readChances(new NotationReader(text, tilde + 1, end), body)
  const world =
    colon === -1 ? undefined : readTopologySuffix(new NotationReader(text, colon + 1), rule)
  return Object.freeze({ rule, world })
}

/** Where the first colon may be that begins a topology. */
function lengthOfPrefix(text: string): number {
  return /^\s*lenia\s*:/i.exec(text)?.[0].length ?? 0
}

type ReadRule = (reader: NotationReader) => Rule

/** Families by how their notations look, in the order in which they are asked. */
const families: readonly (readonly [pattern: RegExp, read: ReadRule])[] = [
  [/^map/i, readMapRule],
  [/^3d/i, readGolly3dRule],
  [/^(?:w|rule)\s*\d/i, readElementaryRule],
  [/^(?:code|t)\s*\d/i, readTotalisticRule],
  [/^r\d+\s*,\s*c\d+\s*,\s*[sb]/i, readExtendedRangeRule],
  [/^r\d+b/i, readApgsearchRule],
  [/^r\d/i, readLargerThanLifeRule],
  [/^(?:ms,d|m\d)/i, readMargolusRule],
  [/^(?:bb|busyboxes)w$/i, readBusyBoxesRule],
  [/^lenia/i, readLeniaRule],
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
  if (isWeightedLife(rest)) return readWeightedLifeRule(reader)
  refuseUnsupported(reader)
  const family = families.find(([pattern]) => pattern.test(rest))
  return (family?.[1] ?? readLifeLikeRule)(reader)
}
