/**
 * A simulation: one run, its clock and its kernel.
 *
 * It applies the run's commands when their tick is reached (before anyone looks at that state),
 * lets the kernel do the ticks between them, and answers what the state is. It knows no threads
 * and no wall clock, so the same object runs behind a worker and in a command-line process.
 * Methods that wait must not overlap; `simulation-service.ts` queues them for many callers.
 */
import { createKernel } from '../kernels/create-kernel.ts'
import type { BackendName, Kernel } from '../kernels/kernel.ts'
import { countCells } from '../lattice/size.ts'
import type { Rule } from '../rules/rule.ts'
import type { Command, Run } from '../scenario/run.ts'
import { applyStroke } from '../scenario/stroke.ts'
import { SnapshotMismatchError, TickCountError } from './errors.ts'

/** A moment of a run that one can go back to. Its cells are its own copy. */
export interface Snapshot {
  readonly tick: number
  readonly rule: Rule
  readonly cells: Uint8Array
}

export class Simulation {
  readonly run: Run
  readonly #backend: 'auto' | BackendName
  #kernel: Kernel
  #rule: Rule
  #tick = 0
  /** The kernel's state as bytes; stale while `#isRead` is false. */
  readonly #cells: Uint8Array
  #isRead = true
  /** What broke off the last advance; until a restore, the state is not that of any tick. */
  #fault: { readonly thrown: unknown } | undefined

  private constructor(run: Run, backend: 'auto' | BackendName, kernel: Kernel) {
    this.run = run
    this.#backend = backend
    this.#kernel = kernel
    this.#rule = run.rule
    this.#cells = new Uint8Array(countCells(run.size))
  }

  /**
   * Starts a run at tick 0, with its initial strokes and the commands of tick 0 applied.
   *
   * @throws the kernel room's named errors when the back end cannot run it.
   */
  static async start(run: Run, backend: 'auto' | BackendName = 'auto'): Promise<Simulation> {
    const kernel = await createKernel(backend, run)
    const simulation = new Simulation(run, backend, kernel)
    for (const stroke of run.initial) applyStroke(simulation.#canvas(), stroke)
    await kernel.write(simulation.#cells, 0)
    await simulation.#applyCommandsOf(0)
    return simulation
  }

  /** Ticks done since state 0. */
  get tick(): number {
    return this.#tick
  }

  /** The rule in force; an event may have switched it since the start. */
  get rule(): Rule {
    return this.#rule
  }

  get backend(): BackendName {
    return this.#kernel.backend
  }

  /**
   * Advances by a whole number of ticks.
   *
   * @throws {TickCountError} when `ticks` is not a whole number of at least 0.
   * @throws the kernel room's named errors when the back end cannot run the rule of an event; then
   * every later advance does so too, since that tick is half done, until a restore.
   */
  async advance(ticks: number): Promise<void> {
    if (!Number.isSafeInteger(ticks) || ticks < 0) throw new TickCountError({ value: ticks })
    if (this.#fault !== undefined) throw this.#fault.thrown
    try {
      await this.#advance(ticks)
    } catch (thrown) {
      this.#fault = { thrown }
      throw thrown
    }
  }

  async #advance(ticks: number): Promise<void> {
    const end = this.#tick + ticks
    while (this.#tick < end) {
      const stop = Math.min(end, this.#nextCommandTick())
      await this.#kernel.advance(stop - this.#tick)
      this.#tick = stop
      this.#isRead = false
      await this.#applyCommandsOf(stop)
    }
  }

  /** The state, one byte a cell in flat order. A view that the next advance makes stale. */
  async readCells(): Promise<Uint8Array> {
    if (!this.#isRead) {
      await this.#kernel.read(this.#cells)
      this.#isRead = true
    }
    return this.#cells
  }

  /** A copy of this moment. */
  async takeSnapshot(): Promise<Snapshot> {
    const cells = (await this.readCells()).slice()
    return { tick: this.#tick, rule: this.#rule, cells }
  }

  /**
   * Goes back (or on) to a moment of this run.
   *
   * @throws {SnapshotMismatchError} when the snapshot is of a world of another size.
   */
  async restore(snapshot: Snapshot): Promise<void> {
    if (snapshot.cells.length !== this.#cells.length) {
      throw new SnapshotMismatchError({
        cellsInSnapshot: snapshot.cells.length,
        cellsInWorld: this.#cells.length,
      })
    }
    await this.#switchRule(snapshot.rule)
    this.#tick = snapshot.tick
    this.#cells.set(snapshot.cells)
    this.#isRead = true
    await this.#kernel.write(this.#cells, this.#tick)
    this.#fault = undefined
  }

  /** Frees the kernel; the simulation is not used again. */
  dispose(): void {
    this.#kernel.dispose()
  }

  #nextCommandTick(): number {
    const next = this.run.commands.find((command) => command.tick > this.#tick)
    return next?.tick ?? Number.POSITIVE_INFINITY
  }

  async #applyCommandsOf(tick: number): Promise<void> {
    const due = this.run.commands.filter((command) => command.tick === tick)
    if (due.length === 0) return
    await this.readCells()
    for (const command of due) await this.#apply(command)
    await this.#kernel.write(this.#cells, tick)
  }

  async #apply(command: Command): Promise<void> {
    switch (command.kind) {
      case 'paint':
        applyStroke(this.#canvas(), command.stroke)
        return
      case 'rule': {
        await this.#switchRule(command.rule)
        const { states } = command.rule
        const cells = this.#cells
        for (let i = 0; i < cells.length; i++) if (cells[i]! >= states) cells[i] = 0
        return
      }
      default:
        command satisfies never
    }
  }

  /** Swaps the kernel for one of another rule; its state is written afterwards. */
  async #switchRule(rule: Rule): Promise<void> {
    if (rule === this.#rule) return
    const kernel = await createKernel(this.#backend, { ...this.run, rule })
    this.#kernel.dispose()
    this.#kernel = kernel
    this.#rule = rule
  }

  #canvas() {
    const { size, seed } = this.run
    return { cells: this.#cells, size, states: this.#rule.states, seed }
  }
}
