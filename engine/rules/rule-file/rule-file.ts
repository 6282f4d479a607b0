/**
 * Golly's rule files: `.rule` with `@TABLE` or `@TREE`, and the older `.table` and `.tree`.
 *
 * Of a file with both the first counts, as in Golly. Icons and names of states are passed over.
 */
import type { Rule } from '../rule.ts'
import { buildDiagramRule } from './diagram-rule.ts'
import { RuleFileError } from './errors.ts'
import { readRuleFileText } from './rule-file-text.ts'
import { readRuleTable } from './rule-table.ts'
import { readStateColors } from './state-colors.ts'
import { buildTableDiagram } from './table-diagram.ts'
import { readTreeDiagram } from './tree-diagram.ts'

/**
 * Reads a rule file.
 *
 * A rule that has a notation of its own comes out in that notation, so that equal rules have equal
 * canonical strings whatever they were written in; any other has its tree as canonical string, on
 * one line, which is read here again.
 *
 * @throws {RuleFileError} pointing at the line and column of what is wrong.
 * @throws {RuleFileSizeError} when a file asks for more than is worked through.
 */
export function parseRuleFile(text: string): Rule {
  const { name, sections } = readRuleFileText(text)
  const kinds = [...sections.keys()]
  const isTableFirst =
    sections.has('TABLE') &&
    (!sections.has('TREE') || kinds.indexOf('TABLE') < kinds.indexOf('TREE'))
  const section = sections.get(isTableFirst ? 'TABLE' : 'TREE')
  if (section === undefined) {
    const reason = 'found neither "@TABLE" nor "@TREE", expected one of them'
    throw new RuleFileError({ line: 1, column: 1, reason }, text.split(/[\r\n]/)[0] ?? '')
  }
  const diagram = isTableFirst
    ? buildTableDiagram(readRuleTable(section))
    : readTreeDiagram(section)
  const rule = buildDiagramRule(diagram, name)
  const colors = sections.get('COLORS')
  return Object.freeze<Rule>({
    ...rule,
    name: rule.name ?? name,
    ...(colors === undefined ? {} : { colors: readStateColors(colors, rule.states) }),
  })
}
