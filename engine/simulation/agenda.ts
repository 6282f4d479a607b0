/** What is done to a run at which ticks: the commands of the run, and edits by hand after them. */
import type { Command } from '../scenario/run.ts'

/** Keeps what is done when; it knows no world. */
export class Agenda {
  readonly #commands: readonly Command[]
  /** By tick, those of one tick as they were made. */
  #edits: readonly Command[] = []

  /** @param commands by tick, in the order in which those of one tick are done. */
  constructor(commands: readonly Command[]) {
    this.#commands = commands
  }

  /** The first tick after this one at which something is done; infinite where nothing is. */
  nextTickAfter(tick: number): number {
    const isAhead = (command: Command) => command.tick > tick
    const next = this.#commands.find(isAhead)?.tick ?? Number.POSITIVE_INFINITY
    return Math.min(next, this.#edits.find(isAhead)?.tick ?? Number.POSITIVE_INFINITY)
  }

  /** What is done at a tick, in order. */
  *commandsOf(tick: number): Generator<Command> {
    for (const command of this.#commands) if (command.tick === tick) yield command
    for (const edit of this.#edits) if (edit.tick === tick) yield edit
  }

  /** What is done at all ticks up to this one, in order. */
  *commandsUpTo(tick: number): Generator<Command> {
    const isPast = (command: Command) => command.tick <= tick
    const past = [...this.#commands.filter(isPast), ...this.#edits.filter(isPast)]
    // Commands of the run before edits of their tick: sorting is stable.
    yield* past.sort((a, b) => a.tick - b.tick)
  }

  /** The switches of the rule, by tick, those of edits among them. */
  get switches(): readonly Extract<Command, { readonly kind: 'rule' }>[] {
    return [...this.#commands, ...this.#edits]
      .filter((command) => command.kind === 'rule')
      .toSorted((a, b) => a.tick - b.tick)
  }

  /** Puts an edit behind all others of its tick. */
  addEdit(command: Command): void {
    const later = this.#edits.findIndex((edit) => edit.tick > command.tick)
    this.#edits = this.#edits.toSpliced(later === -1 ? this.#edits.length : later, 0, command)
  }

  /** Takes all edits from what is to come. */
  forgetEdits(): void {
    this.#edits = []
  }
}
