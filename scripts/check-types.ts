/** Checks all types, and only those of what has changed when it was done before. */
import { join } from 'node:path'
import { ROOT } from './project.ts'
import { type CommandOutcome, runCommand } from './run-command.ts'

const MEMORY = 'node_modules/.cache/thunderline.tsbuildinfo'

/** By its path, since the compiler in JavaScript that is here too claims the same command. */
const COMPILER = join(ROOT, 'node_modules/typescript-native/bin/tsc')

/** Each checker learns the same types of libraries for itself: one spares a third of the work. */
const CHECKERS = '1'

/** Runs the TypeScript compiler on the whole repository; what it finds is in the output. */
export function checkTypes(): Promise<CommandOutcome> {
  return runCommand(process.execPath, [
    ...[COMPILER, '--noEmit', '--checkers', CHECKERS],
    ...['--incremental', '--tsBuildInfoFile', MEMORY],
  ])
}
