/** `thunderline scenario validate`: the faults of all parts of a scenario file, in one go. */
import { formatSize } from '../lattice/size.ts'
import { loadCedar } from '../node/load-cedar.ts'
import { labelRule } from '../rules/label-rule.ts'
import { formatFault, ScenarioInvalidError } from '../scenario/errors.ts'
import { openPolicies } from '../scenario/open-policies.ts'
import type { Command, CommandInput, CommandResult } from './command.ts'
import { openScenario } from './open-run.ts'

export const scenarioValidateCommand: Command = {
  name: 'scenario validate',
  summary: 'Check a scenario file and name what is wrong with each part of it.',
  args: ['FILE'],
  options: {},
  notes:
    'The pattern files it refers to are read too, and its policies, once all else is in order.\n' +
    'Exit 2 means it has faults.',
  run,
}

async function run({ args }: CommandInput): Promise<CommandResult> {
  const path = args[0]!
  try {
    const { title, rule, size, dimensions, topology, living } = await openScenario(path)
    if (living !== undefined) (await openPolicies(living, loadCedar)).dispose()
    const label = await labelRule(rule)
    return {
      exitCode: 0,
      json: { valid: true, file: path, scenario: title, faults: [] },
      text: `${path} is valid: ${title}, ${label}, ${formatSize(size, dimensions)} ${topology.kind}\n`,
    }
  } catch (error) {
    if (!(error instanceof ScenarioInvalidError)) throw error
    const { faults } = error.details
    const lines = faults.map((fault) => `${path}: ${formatFault(fault)}\n`)
    return {
      exitCode: 2,
      json: { valid: false, file: path, faults },
      text: lines.join(''),
    }
  }
}
