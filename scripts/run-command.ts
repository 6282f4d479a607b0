/**
 * Runs other programs for the scripts, and leaves none behind.
 *
 * Children see the project's own Node first in their PATH, whichever Node the machine has. When
 * this process ends, for whatever reason it can notice, its children end with it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { ROOT } from './project.ts'
import { stopWithNpm } from './stop-with-npm.ts'

const BIN_FOLDER = join(ROOT, 'node_modules/.bin')
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

const running = new Set<ChildProcess>()

export interface CommandOutcome {
  /** The exit status; 127 when the program could not be started, 124 when its time was up. */
  readonly status: number
  /** What it wrote to both of its outputs, in the order in which it arrived. */
  readonly output: string
}

export interface CommandOptions {
  readonly timeoutMs?: number
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Runs a program in the project's root with no input, and gathers what it writes. */
export function runCommand(
  command: string,
  args: readonly string[],
  { timeoutMs = 10 * 60_000, env = process.env }: CommandOptions = {},
): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    let output = ''
    let timer: NodeJS.Timeout | undefined
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...env, PATH: `${BIN_FOLDER}${delimiter}${env.PATH ?? ''}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const finish = (status: number) => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ status, output })
    }
    running.add(child)
    timer = setTimeout(() => {
      child.kill('SIGKILL')
      output += `\n${command} took longer than ${timeoutMs / 1000} s and was stopped.\n`
      finish(124)
    }, timeoutMs)
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => {
        output += text
      })
    }
    child.on('error', (error) => {
      output += `${error.message}\n`
      finish(127)
    })
    child.on('close', (status, signal) => finish(status ?? (signal ? 1 : 0)))
  })
}

/** Runs a tool of node_modules by the name of its command, with the Node that runs this script. */
export function runTool(
  tool: string,
  args: readonly string[],
  options?: CommandOptions,
): Promise<CommandOutcome> {
  return runCommand(process.execPath, [join(BIN_FOLDER, tool), ...args], options)
}

/** Makes a script end at once, and its children with it, when it is asked to stop. */
export function stopOnSignals(): void {
  for (const [signal, exitCode] of Object.entries(EXIT_CODES)) {
    process.once(signal, () => process.exit(exitCode))
  }
  stopWithNpm(() => process.exit(EXIT_CODES.SIGHUP))
  process.once('exit', () => {
    for (const child of running) child.kill('SIGKILL')
  })
}
