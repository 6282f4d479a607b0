/**
 * A twin of a run in which a few cells are changed at a tick: the same commands, the same random numbers.
 *
 * It is a run of its own that begins at state 0 and is led after the other only when somebody asks, so
 * that a run that is measured is advanced as it would be without.
 */
import { reachOfProgram } from '../../kernels/sparse/byte-chunks/chunk-stepper.ts'
import { countCells, flatIndexOf } from '../../lattice/size.ts'
import { createSplitMix64 } from '../../math/split-mix64.ts'
import type { DamageSpec } from '../../metrics/damage/damage-spec.ts'
import { type ChangedSite, findDamage } from '../../metrics/damage/find-damage.ts'
import { isJoined } from '../../metrics/extended-cells.ts'
import type { MeasuredDamage } from '../../metrics/measured-state.ts'
import type { Run } from '../../scenario/run.ts'
import { Simulation } from '../simulation.ts'

/** Sets the draws of changed cells apart from those of soups and of classification. */
const CHANGE_SALT = 0x7477696e64616d67n

const UNKNOWN_REACH = Object.freeze({
  x: Number.POSITIVE_INFINITY,
  y: Number.POSITIVE_INFINITY,
  z: Number.POSITIVE_INFINITY,
})

export class DamageTwin {
  readonly #run: Run
  readonly #spec: DamageSpec
  readonly #site: ChangedSite
  #twin: Simulation | undefined
  #isChanged = false

  /** @param run has an end. */
  constructor(run: Run, spec: DamageSpec) {
    const { x, y, z } = run.size
    this.#run = run
    this.#spec = spec
    this.#site = [x >> 1, y >> 1, z >> 1]
  }

  /**
   * Leads the twin to the tick of a simulation and compares the two; undefined before the change. Going
   * back is beginning anew.
   */
  async compare(simulation: Simulation): Promise<MeasuredDamage | undefined> {
    const { tick, oneIn } = this.#spec
    if (simulation.tick < tick) return undefined
    const twin = await this.#leadTo(simulation)
    const [cells, others] = [await readCells(simulation), await readCells(twin)]
    const { size, topology, living } = this.#run
    const { rule } = simulation
    return {
      damage: findDamage(size, others, cells, this.#site, isJoined(topology)),
      site: oneIn === undefined ? this.#site : undefined,
      changedAt: tick,
      lightCells: living === undefined ? reachOfProgram(rule.program) : UNKNOWN_REACH,
    }
  }

  dispose(): void {
    this.#twin?.dispose()
    this.#twin = undefined
    this.#isChanged = false
  }

  async #leadTo({ tick }: Simulation): Promise<Simulation> {
    if (this.#twin !== undefined && this.#twin.tick > tick) this.dispose()
    this.#twin ??= await Simulation.start(this.#run)
    if (!this.#isChanged) {
      await this.#twin.advance(this.#spec.tick - this.#twin.tick)
      await this.#change(this.#twin)
      this.#isChanged = true
    }
    await this.#twin.advance(tick - this.#twin.tick)
    return this.#twin
  }

  async #change(twin: Simulation): Promise<void> {
    const moment = await twin.takeSnapshot()
    const { cells } = moment
    const flip = (cell: number) => {
      cells[cell] = cells[cell] === 0 ? 1 : 0
    }
    const { oneIn } = this.#spec
    if (oneIn === undefined) flip(flatIndexOf(this.#run.size, ...this.#site))
    else {
      const draws = createSplitMix64(this.#run.seed ^ CHANGE_SALT)
      for (let cell = 0; cell < cells.length; cell++) {
        draws.next()
        if (draws.high % oneIn === 0) flip(cell)
      }
    }
    await twin.restore(moment)
  }
}

/** The whole of a world as bytes. */
export async function readCells(simulation: Simulation): Promise<Uint8Array> {
  const cells = new Uint8Array(countCells(simulation.run.size))
  await simulation.read(simulation.extent(), cells)
  return cells
}
