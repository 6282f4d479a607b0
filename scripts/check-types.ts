/** Checks all types, and only those of what has changed when it was done before. */
import { type CommandOutcome, runTool } from './run-command.ts'

const MEMORY = 'node_modules/.cache/thunderline.tsbuildinfo'

/** Runs the TypeScript compiler on the whole repository; what it finds is in the output. */
export function checkTypes(): Promise<CommandOutcome> {
  return runTool('tsc', ['--noEmit', '--incremental', '--tsBuildInfoFile', MEMORY])
}
