/**
 * A twin that is ticked beside a run which somebody watches, and what of the picture differs from it.
 *
 * The twin begins as a copy of a moment in which some cells are changed. It does the commands of the run,
 * and the edits that the run had then; an edit that comes later is made in the run alone, and so is damage.
 * The moment is kept: whoever goes back behind it and on again sees the same.
 */
import type { WorldBox } from '../../lattice/world-box.ts'
import { DAMAGE_BIT, type DamageStanding } from '../../protocol/analysis-api.ts'
import type { EditEvent, Site } from '../../protocol/inspect-api.ts'
import type { SimulationOptions } from '../create-world.ts'
import { EditLog } from '../edit-log.ts'
import { DamageError } from '../errors.ts'
import { assertInside } from '../inspect-site.ts'
import { statesOf } from '../run-meter.ts'
import { Simulation } from '../simulation.ts'
import type { Snapshot } from '../snapshot.ts'

/** More cells are no small change. */
const MAX_CHANGED_SITES = 4096

interface Twin {
  readonly simulation: Simulation
  /** The changed moment, to which the twin goes back. */
  readonly moment: Snapshot
}

export class DamageFollower {
  #twin: Twin | undefined

  /** Whether there is a twin. */
  get isOn(): boolean {
    return this.#twin !== undefined
  }

  /**
   * Makes the twin of the present moment; an older one ends.
   *
   * @param edits those that the run has, also of ticks to come.
   * @throws {DamageError} when nothing of it can be changed or told apart.
   */
  async begin(
    run: Simulation,
    sites: readonly Site[],
    edits: readonly EditEvent[],
    options: SimulationOptions,
  ): Promise<void> {
    const states = statesOf(run.run, run.rule)
    if (states > DAMAGE_BIT) {
      throw new DamageError(
        `Its cells have ${states} states, and a picture tells ${DAMAGE_BIT} apart`,
      )
    }
    if (sites.length > MAX_CHANGED_SITES) {
      throw new DamageError(`At most ${MAX_CHANGED_SITES} cells are changed, not ${sites.length}`)
    }
    for (const site of sites) assertInside({ ...site, size: ONE }, run.run.size)
    const moment = await run.takeSnapshot()
    const twin = await Simulation.start(run.run, { ...options, backend: run.backend })
    try {
      // Those that are behind it decide what its channels do by themselves.
      const log = new EditLog()
      await log.begin(twin, log.compile(twin, edits))
      await twin.restore(moment)
      await change(twin, sites)
      const changed = await twin.takeSnapshot()
      this.dispose()
      this.#twin = { simulation: twin, moment: changed }
    } catch (error) {
      twin.dispose()
      throw error
    }
  }

  /** Leads the twin to the tick of the run; it waits where the run has gone back behind its beginning. */
  async follow({ tick }: Simulation): Promise<void> {
    if (this.#twin === undefined) return
    const { simulation, moment } = this.#twin
    if (simulation.tick > tick && tick >= moment.tick) await simulation.restore(moment)
    if (simulation.tick < tick) await simulation.advance(tick - simulation.tick)
  }

  /**
   * Marks the cells of a box that differ with `DAMAGE_BIT`, and tells how many do; undefined where there
   * is no twin at the tick of the run.
   */
  async mark(
    run: Simulation,
    box: WorldBox,
    cells: Uint8Array,
  ): Promise<DamageStanding | undefined> {
    await this.follow(run)
    if (this.#twin === undefined || this.#twin.simulation.tick !== run.tick) return undefined
    const { simulation, moment } = this.#twin
    const others = new Uint8Array(cells.length)
    await simulation.read(box, others)
    let differing = 0
    for (let cell = 0; cell < cells.length; cell++) {
      if (cells[cell] === others[cell]) continue
      differing++
      cells[cell]! |= DAMAGE_BIT
    }
    return { since: moment.tick, cells: differing, of: cells.length }
  }

  /** Ends the twin; another can be begun. */
  dispose(): void {
    this.#twin?.simulation.dispose()
    this.#twin = undefined
  }
}

const ONE = Object.freeze({ x: 1, y: 1, z: 1 })

/** Paints the other state, as by hand: where a zone is settled, sites without a bit stay 0. */
async function change(twin: Simulation, sites: readonly Site[]): Promise<void> {
  const state = new Uint8Array(1)
  let changed = 0
  for (const { x, y, z } of sites) {
    const box = { x, y, z, size: ONE }
    await twin.read(box, state)
    const [before] = state
    const stroke = { kind: 'fill', box, state: before === 0 ? 1 : 0 } as const
    await twin.edit({ kind: 'paint', stroke })
    await twin.read(box, state)
    if (state[0] !== before) changed++
  }
  if (sites.length > 0 && changed === 0) {
    throw new DamageError('None of these cells can be changed: their sites are vacant')
  }
}
