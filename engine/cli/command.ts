/**
 * What a command of the command line is.
 */

/** Where a command's words go. stdout carries results, stderr everything else. */
export interface Io {
  out(text: string): void
  err(text: string): void
  /** Whether stderr is a terminal, which can rewrite a line. */
  readonly isErrTerminal: boolean
  /** Whether stdout shows colors; absent, it does not. */
  readonly hasColor?: boolean
  /** A clock in milliseconds, for progress and speed only. */
  now(): number
  /** The environment of the process; absent, nothing is set. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /**
   * Has a person's wish to end (SIGINT, SIGTERM) told instead of ending the process; gives what takes
   * that back. Absent where nobody can wish so.
   */
  onInterrupt?(tell: (signal: string) => void): () => void
}

/** 0 good, 1 a check failed, 2 bad input. */
export type ExitCode = 0 | 1 | 2

export interface OptionSpec {
  readonly type: 'string' | 'boolean'
  /** How its value is shown in the help: `X,Y,Z`. */
  readonly value?: string
  readonly help: string
}

export interface Command {
  /** One word or two: `run`, `pattern info`. */
  readonly name: string
  readonly summary: string
  /** Names of its arguments; the first, where it is in brackets, may be left out. */
  readonly args: readonly string[]
  /** What any number of further arguments are; absent, there are none. */
  readonly rest?: string
  readonly options: Readonly<Record<string, OptionSpec>>
  /** Anything more that a reader of the help wants to know. */
  readonly notes?: string
  run(input: CommandInput, io: Io): Promise<CommandResult>
}

export interface CommandInput {
  /** As many as `args` names, without what may be left out, and those of `rest`. */
  readonly args: readonly string[]
  /** Text options that were given. */
  readonly text: Readonly<Record<string, string>>
  /** Switches that were given. */
  readonly flags: ReadonlySet<string>
}

export interface CommandResult {
  readonly exitCode: ExitCode
  /** The one document that `--json` prints. */
  readonly json: unknown
  /** What is printed for people; ends with a line break unless empty. */
  readonly text: string
}
