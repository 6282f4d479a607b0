/** The gate of the source, run as a program of its own: it needs the compiler of TypeScript, which is not shipped. */
import { execFile } from 'node:child_process'
import { SourceGateError } from './errors.ts'

const MAX_OUTPUT_BYTES = 1024 * 1024
const TIME_LIMIT_MS = 60_000

/**
 * Runs `scripts/lint-events.ts`.
 *
 * @throws {SourceGateError} where it could not do its work.
 */
export function runSourceGate(
  script: string,
): Promise<{ readonly isGood: boolean; readonly text: string }> {
  const options = { maxBuffer: MAX_OUTPUT_BYTES, timeout: TIME_LIMIT_MS }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script], options, (error, text, problem) => {
      if (error === null) resolve({ isGood: true, text })
      else if (error.code === 1 && text !== '') resolve({ isGood: false, text })
      else reject(new SourceGateError({ script, reason: findReason(problem) ?? error.message }))
    })
  })
}

/** The line of a trace that says what is wrong. */
function findReason(problem: string): string | undefined {
  const line = problem.split('\n').find((each) => /Error\b.*:/.test(each))
  return line?.trim().replace(/\.$/, '')
}
