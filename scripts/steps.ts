/** Steps of a script: each is timed, says in one line how it went, and shows its output if it failed. */
import type { CommandOutcome } from './run-command.ts'

export interface StepResult {
  readonly name: string
  readonly passed: boolean
}

/** Does one step and prints its line. What throws has failed. */
export async function runStep(
  name: string,
  work: () => Promise<CommandOutcome>,
): Promise<StepResult> {
  const start = performance.now()
  const { status, output } = await work().catch(
    (error: unknown): CommandOutcome => ({
      status: 1,
      output: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  )
  const passed = status === 0
  console.log(formatStep(name, passed, performance.now() - start))
  if (!passed) console.log(indent(output.trim() || `ended with status ${status}`))
  return { name, passed }
}

/** One line: a mark, the name, the time. */
export function formatStep(name: string, passed: boolean, elapsedMs: number): string {
  return `${passed ? '✓' : '✗'} ${name.padEnd(14)} ${(elapsedMs / 1000).toFixed(1).padStart(6)} s`
}

/** Does steps so that at most `width` are under way at once; the results keep their order. */
export async function runSteps(
  steps: readonly (readonly [name: string, work: () => Promise<CommandOutcome>])[],
  width: number,
): Promise<StepResult[]> {
  const results = new Array<StepResult>(steps.length)
  const waiting = steps.entries()
  const work = async () => {
    for (const [index, [name, task]] of waiting) results[index] = await runStep(name, task)
  }
  await Promise.all(Array.from({ length: width }, work))
  return results
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ')
}
