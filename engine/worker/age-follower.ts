/**
 * Follows the ages of cells tick by tick as long as that is paid for by its part of the time; of a
 * faster run it sees some ticks, and says how many lay between.
 */
import { countCells, isUnbounded } from '../lattice/size.ts'
import { type WorldBox, wholeOf } from '../lattice/world-box.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { CellAges } from './cell-ages.ts'
import type { TimeAccount } from './time-budget.ts'

export class AgeFollower {
  /** Of the cells of the last look. */
  readonly ages = new CellAges()
  readonly #now: () => number
  readonly #account: TimeAccount
  #isOn = false
  /** Where a state is read to, when no picture is made of it. */
  #room = new Uint8Array()
  #everyTicks = 1

  /**
   * @param now a clock in milliseconds.
   * @param account owes the time of its looks.
   */
  constructor(now: () => number, account: TimeAccount) {
    this.#now = now
    this.#account = account
  }

  /** Begins to follow, or ends it and forgets what was seen. */
  turn(isOn: boolean): void {
    if (!isOn) this.clear()
    this.#isOn = isOn
  }

  /** Forgets what was seen, as when another run is loaded. */
  clear(): void {
    this.ages.clear()
    this.#room = new Uint8Array()
    this.#account.clear()
    this.#everyTicks = 1
  }

  /** Whether the tick after the present one should be looked at by itself. */
  wantsNext({ run, tick }: Simulation): boolean {
    if (!this.#isOn || isUnbounded(run.size)) return false
    return this.ages.tick === tick && this.#account.owedMs() === 0
  }

  /** Looks at the present state, where it follows. */
  async note(simulation: Simulation): Promise<void> {
    const { size } = simulation.run
    if (!this.#isOn || isUnbounded(size)) return
    const startedAtMs = this.#now()
    const count = countCells(size)
    if (this.#room.length !== count) this.#room = new Uint8Array(count)
    const box = wholeOf(size)
    await simulation.read(box, this.#room)
    this.#look(simulation.tick, box, this.#room)
    this.#account.charge(this.#now() - startedAtMs)
  }

  /** Looks at a state of which there is a picture anyway. */
  lookAt(tick: number, box: WorldBox, cells: Uint8Array): void {
    if (this.#isOn) this.#look(tick, box, cells)
  }

  /** How many ticks lay between two looks, at the most, since this was asked last. */
  takeEveryTicks(): number {
    const ticks = this.#everyTicks
    this.#everyTicks = 1
    return ticks
  }

  #look(tick: number, box: WorldBox, cells: Uint8Array): void {
    const last = this.ages.tick
    if (last !== undefined) this.#everyTicks = Math.max(this.#everyTicks, tick - last)
    this.ages.look(tick, box, cells)
  }
}
