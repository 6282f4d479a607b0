/**
 * Runs other programs, one at a time, by way of a shell that stays.
 *
 * Whoever starts a program is copied for it first, as far as its memory goes. Processes of tests
 * hold many worlds, and a copy of them costs more than the short run of a program; a shell is small.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** How a program has ended. */
export interface ProgramRun {
  readonly status: number
  /** All that it printed, errors too. */
  readonly printed: string
}

type Shell = ChildProcessByStdio<Writable, Readable, null>

/** Begins the line that tells of an end, which no program prints. */
const END_MARK = 'thunderline-has-seen-the-end'

const DEFAULT_LIMIT_MS = 20_000

let shell: Shell | undefined
let last: Promise<unknown> = Promise.resolve()

/**
 * Runs a program until it ends.
 *
 * @param limitMs after which it is ended.
 * @throws {Error} where it took longer, or there is no shell.
 */
export function runProgram(
  path: string,
  args: readonly string[],
  limitMs: number = DEFAULT_LIMIT_MS,
): Promise<ProgramRun> {
  const run = last.then(() => runNext([path, ...args], limitMs))
  last = run.catch(() => {})
  return run
}

function runNext(words: readonly string[], limitMs: number): Promise<ProgramRun> {
  const started = shell ?? startShell()
  const { stdin, stdout } = started
  return new Promise<ProgramRun>((resolve, reject) => {
    let printed = ''
    const settle = (outcome: ProgramRun | Error) => {
      clearTimeout(timer)
      stdout.off('data', listen)
      started.off('error', settle).off('exit', leave)
      holdOpen(started, false)
      if (outcome instanceof Error) reject(outcome)
      else resolve(outcome)
    }
    const listen = (text: string) => {
      printed += text
      const at = printed.lastIndexOf(`\n${END_MARK} `)
      if (at === -1 || !printed.endsWith('\n')) return
      const status = Number(printed.slice(at + END_MARK.length + 2))
      settle({ status, printed: printed.slice(0, at) })
    }
    const leave = () => settle(new Error(`The shell has gone while it ran ${words.join(' ')}.`))
    const timer = setTimeout(() => {
      end(started)
      settle(new Error(`${words.join(' ')} took more than ${limitMs} ms, and printed: ${printed}`))
    }, limitMs)
    holdOpen(started, true)
    stdout.on('data', listen)
    started.on('error', settle).on('exit', leave)
    stdin.write(`${words.map(quote).join(' ')} </dev/null 2>&1; printf '\\n${END_MARK} %s\\n' $?\n`)
  })
}

/** It ends when this process does, since then there is nothing more to read. */
function startShell(): Shell {
  const started = spawn('sh', { stdio: ['pipe', 'pipe', 'ignore'], detached: true })
  started.stdout.setEncoding('utf8')
  started.stdin.on('error', () => {})
  started.on('error', () => end(started)).on('exit', () => end(started))
  started.unref()
  shell = started
  return started
}

/** Ends a shell and what it runs. */
function end(ended: Shell): void {
  if (shell === ended) shell = undefined
  if (ended.pid === undefined || ended.exitCode !== null || ended.signalCode !== null) return
  // It leads a group of its own.
  process.kill(-ended.pid, 'SIGKILL')
}

/** Keeps this process alive for the sake of a shell, or no longer. */
function holdOpen({ stdin, stdout }: Shell, isHeld: boolean): void {
  for (const stream of [stdin, stdout]) {
    if ('ref' in stream && 'unref' in stream) {
      if (isHeld) (stream.ref as () => void)()
      else (stream.unref as () => void)()
    }
  }
}

const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`
