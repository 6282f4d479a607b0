/**
 * A local program that speaks JSON lines: one object a line, requests on its stdin and replies on its stdout. What it
 * prints on stderr is kept for the words of its end.
 *
 * It leads a process group of its own: an interrupt of the terminal does not reach it, and who ends it ends what it has
 * started. Should this program be killed, its stdin ends.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

export interface ProgramOptions {
  readonly run: readonly [program: string, ...rest: string[]]
  readonly folder: string
  readonly maxLineBytes: number
}

/** What comes from a program. */
export type ProgramEvent =
  /** Whatever JSON its line was; it may be nested as deep as the line is long. */
  | { readonly kind: 'line'; readonly value: unknown; readonly text: string }
  /** It said what is no JSON, or too much in one line; nothing more comes. */
  | { readonly kind: 'fault'; readonly problem: string }
  /** It could not be started; nothing more comes. */
  | { readonly kind: 'absent'; readonly problem: string }
  /** It has ended; nothing more comes. */
  | { readonly kind: 'ended'; readonly problem: string }

/** So much of its last words is told. */
const MAX_WORDS = 300

/** Lines that nobody has taken yet; a program that talks without being asked has no right to more. */
const MAX_WAITING_LINES = 1000

const LINE_END = 0x0a

type Child = ChildProcessByStdio<Writable, Readable, Readable>

export class JsonProgram {
  readonly #child: Child
  readonly #maxLineBytes: number
  readonly #waiting: ProgramEvent[] = []
  #taker: ((event: ProgramEvent) => void) | undefined
  #parts: Buffer[] = []
  #partBytes = 0
  #words = ''
  #isOver = false
  readonly #gone: Promise<void>

  /** Starts it. Where there is no such program, the first event says so. */
  constructor({ run: [program, ...rest], folder, maxLineBytes }: ProgramOptions) {
    this.#maxLineBytes = maxLineBytes
    this.#child = spawn(program, rest, {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    const { stdin, stdout, stderr } = this.#child
    // A program that reads no more is told of by its end.
    stdin.on('error', () => {})
    stdout.on('data', (bytes: Buffer) => this.#take(bytes))
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#words = `${this.#words}${text}`.slice(-MAX_WORDS)
    })
    const gone = Promise.withResolvers<void>()
    this.#gone = gone.promise
    this.#child.on('error', (error) => {
      this.#finish({ kind: 'absent', problem: describeStart(program, error) })
      gone.resolve()
    })
    // When its streams are closed too, all that it has said is there.
    this.#child.on('close', (code, signal) => {
      const how = signal === null ? `exit ${code}` : signal
      const words = this.#words.trim().split('\n').at(-1)
      this.#finish({
        kind: 'ended',
        problem: `the program ended (${how})${words ? `: ${words}` : ''}`,
      })
      gone.resolve()
    })
  }

  /** Whether it can be asked. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Sends it a line. */
  send(value: unknown): void {
    this.#child.stdin.write(`${JSON.stringify(value)}\n`)
  }

  /** The next thing that comes from it; for one who asks at a time. */
  next(): Promise<ProgramEvent> {
    const event = this.#waiting.shift()
    if (event !== undefined) return Promise.resolve(event)
    return new Promise((resolve) => {
      this.#taker = resolve
    })
  }

  /** Ends it and all that it has started, and waits until it is gone. */
  async end(): Promise<void> {
    this.#isOver = true
    const { pid, exitCode, signalCode } = this.#child
    if (pid !== undefined && exitCode === null && signalCode === null) killGroup(pid)
    await this.#gone
  }

  #take(bytes: Buffer): void {
    let rest = bytes
    while (!this.#isOver) {
      const end = rest.indexOf(LINE_END)
      const part = end === -1 ? rest : rest.subarray(0, end)
      this.#partBytes += part.length
      if (this.#partBytes > this.#maxLineBytes) {
        return this.#fault(`the program wrote a line of more than ${this.#maxLineBytes} bytes`)
      }
      this.#parts.push(part)
      if (end === -1) return
      this.#takeLine(Buffer.concat(this.#parts).toString('utf8'))
      this.#parts = []
      this.#partBytes = 0
      rest = rest.subarray(end + 1)
    }
  }

  #takeLine(line: string): void {
    if (line.trim() === '') return
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      this.#fault(`the program wrote what is no JSON: ${line.slice(0, MAX_WORDS)}`)
      return
    }
    if (this.#waiting.length >= MAX_WAITING_LINES) this.#fault('the program talks without an end')
    else this.#tell({ kind: 'line', value, text: line })
  }

  #fault(problem: string): void {
    this.#finish({ kind: 'fault', problem })
    if (this.#child.pid !== undefined) killGroup(this.#child.pid)
  }

  #finish(event: ProgramEvent): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#tell(event)
  }

  #tell(event: ProgramEvent): void {
    const taker = this.#taker
    this.#taker = undefined
    if (taker === undefined) this.#waiting.push(event)
    else taker(event)
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function describeStart(program: string, { message, ...error }: NodeJS.ErrnoException): string {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such program or folder',
    EACCES: 'permission denied',
  }
  return `${program} cannot be started: ${reasons[error.code ?? ''] ?? message}`
}
