/** Rules that are read or compiled in a thread, since a stranger may have written them. */
import {
  type CompiledRule,
  type CompileOrder,
  compileRule,
  type ReadRule,
  readRuleToCompile,
} from '../kernels/compile-rule.ts'

/** What is asked of the thread. */
export interface CompileTask {
  readonly kind: 'read' | 'compile'
  readonly order: CompileOrder
}

/** What it says. */
export type CompileValue = ReadRule | CompiledRule

/** It takes no longer, or is given up. */
const LIMIT_SECONDS = 10

/** Does one. @throws what `compileRule` and `readRuleToCompile` throw. */
export async function doCompileTask(
  { kind, order }: CompileTask,
  onLimit: (seconds: number) => void,
): Promise<CompileValue> {
  onLimit(LIMIT_SECONDS)
  return kind === 'read' ? await readRuleToCompile(order) : compileRule(order)
}
