/** `thunderline rule info`: what a rule comes down to. */

import { labelRule } from '../rules/label-rule.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { optimizeProgram } from '../rules/program/optimize-program.ts'
import { printProgram } from '../rules/program/print-program.ts'
import { recognizeForm } from '../rules/program/recognize-form.ts'
import { hashProgram } from '../rules/program/serialize-program.ts'
import type { Command, CommandInput, CommandResult } from './command.ts'
import { readRuleText } from './read-rule-text.ts'

export const ruleInfoCommand: Command = {
  name: 'rule info',
  summary: 'Tell what a rule comes down to: its one form, and the program that is compiled.',
  args: ['RULE'],
  options: {},
  notes:
    'RULE is any notation, a function such as "(state, neighbors) => neighbors[0]", or the name of\n' +
    'a file: .rule, or .js with such a function. The hash is that of the program in its simplest form.',
  run,
}

async function run({ args }: CommandInput): Promise<CommandResult> {
  const { rule } = parseRule(await readRuleText(args[0]!))
  const { canonical, name, family, dimensions, states } = rule
  const program = optimizeProgram(rule.program)
  const form = recognizeForm(program).kind
  const hash = await hashProgram(program)
  const printed = printProgram(program)
  const label = await labelRule(rule)
  return {
    exitCode: 0,
    json: {
      rule: canonical,
      name: name ?? null,
      family,
      dimensions,
      states,
      form,
      hash,
      program: printed,
    },
    text: `${label}: ${family}, ${form}\n${hash}\n${printed}\n`,
  }
}
