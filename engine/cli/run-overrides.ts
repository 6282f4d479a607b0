/** What the options of a run say of its rule and its world, before what its file does. */
import { hasEnd } from '../lattice/size.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { Run, RunOverrides } from '../scenario/run.ts'
import type { CommandInput, Io } from './command.ts'
import { UsageError } from './errors.ts'
import { readRuleText } from './read-rule-text.ts'

/**
 * Says what an option does not do, since nobody sees it in the table.
 *
 * @throws {UsageError} for a topology of a world that has no edge.
 */
export function checkWorldOptions(run: Run, { rule, topology, size }: RunOverrides, io: Io): void {
  if (topology !== undefined && !hasEnd(run.size, run.dimensions)) {
    throw new UsageError({
      command: 'run',
      problem: `--topology ${topology} joins or closes the edges of a world, and this one has no end: it needs a --size`,
    })
  }
  const suffix = rule === undefined ? undefined : parseRule(rule).world?.topology
  if (topology !== undefined && suffix !== undefined && suffix.kind !== run.topology.kind) {
    io.err(`--topology ${topology} goes before the ${suffix.kind} that --rule names.\n`)
  }
  if (size !== undefined && run.rule.dimensions < run.dimensions) {
    const parts = run.rule.dimensions === 1 ? 'row' : 'layer'
    io.err(
      `The rule looks along ${run.rule.dimensions} of the world's ${run.dimensions} axes: each ` +
        `${parts} is a world of its own.\n`,
    )
  }
}

/** What is given, the text of a rule file in place of its name. @throws {FileAccessError} where that cannot be read. */
export async function pickOverrides(text: CommandInput['text']): Promise<RunOverrides> {
  const names = ['size', 'topology', 'seed'] as const
  const given = names.filter((name) => text[name] !== undefined)
  const others = Object.fromEntries(given.map((name) => [name, text[name]!]))
  return text.rule === undefined ? others : { ...others, rule: await readRuleText(text.rule) }
}
