/** One member as a task of plain data, which a thread of its own can do: whoever has it builds the same run. */
import { buildSoupRun } from '../../scenario/build-run.ts'
import { compileScenario } from '../../scenario/compile-scenario.ts'
import type { ReadFile, Run, RunOverrides } from '../../scenario/run.ts'

/** Where the rule and its world come from. */
export type ClassifySource =
  /** Any notation, the text of a rule file or of a function. */
  | { readonly kind: 'rule'; readonly rule: string; readonly overrides: Omit<RunOverrides, 'rule'> }
  | {
      readonly kind: 'scenario'
      readonly text: string
      readonly overrides: RunOverrides
    }

/**
 * Builds the run that members are made from.
 *
 * @param readFile reads what a scenario refers to.
 * @throws the named errors of the rules, scenario and lattice rooms.
 */
export async function buildTemplate(source: ClassifySource, readFile: ReadFile): Promise<Run> {
  switch (source.kind) {
    case 'rule':
      return buildSoupRun(source.rule, 128, source.overrides)
    case 'scenario':
      return compileScenario(source.text, readFile, source.overrides)
    default:
      return source satisfies never
  }
}
