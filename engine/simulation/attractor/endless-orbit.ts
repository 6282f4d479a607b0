/**
 * The orbit of a world without an end, in which a pattern is the same wherever it is.
 *
 * Its states are patterns up to those shifts that change nothing but places. Where one comes back, how
 * far it has moved tells whether the very state did. Along axes that have an end, and under rules
 * that look at coordinates, places count as they are.
 */
import { countCells } from '../../lattice/size.ts'
import type { WorldBox } from '../../lattice/world-box.ts'
import { mix64 } from '../../math/digest-terms.ts'
import { type Figure, isSameSize } from '../../metrics/attractor/figure.ts'
import {
  goToTick,
  type KeptState,
  type Space,
  type StateHashes,
  type WorldOrbit,
} from '../../metrics/attractor/orbit.ts'
import { isInLattice } from '../../metrics/attractor/shift-lattice.ts'
import type { Vector } from '../../metrics/orientation.ts'
import { probe } from '../run-to-probes.ts'
import type { Simulation } from '../simulation.ts'
import type { Snapshot } from '../snapshot.ts'
import type { OrbitPlan } from './bounded-orbit.ts'
import { digestCells, listCells } from './scattered-cells.ts'

/** What spans more cells is not copied to go back to: it is run anew. */
const MAX_SNAPSHOT_CELLS = 2 ** 22

/** Wider patterns are not laid out to be turned. */
const MAX_FIGURE_CELLS = 2 ** 22

interface KeptPattern extends KeptState {
  readonly extent: WorldBox
  readonly background: number
  readonly cells: Float64Array
  readonly snapshot: Snapshot | undefined
}

export class EndlessOrbit implements WorldOrbit<KeptPattern> {
  readonly start: number
  readonly space: Space
  readonly #simulation: Simulation
  readonly #period: number

  /** @param simulation is the caller's to dispose of; while the orbit is in use nobody else moves it. */
  constructor(simulation: Simulation, { start, period, space }: OrbitPlan) {
    this.#simulation = simulation
    this.#period = period
    this.start = start
    this.space = space
  }

  get tick(): number {
    return this.#simulation.tick
  }

  async restart(): Promise<void> {
    await this.#simulation.restart()
    await this.#simulation.advance(this.start)
  }

  advance(ticks: number): Promise<void> {
    return this.#simulation.advance(ticks)
  }

  async digest(): Promise<bigint> {
    const extent = this.#simulation.extent()
    const { x, y, z } = extent.size
    const parts = [x, y, z, this.#simulation.background, this.tick % this.#period]
    const head = parts.reduce((sum, part) => mix64(sum + BigInt(part)), 0n)
    return head ^ (await digestCells(this.#simulation, extent))
  }

  async keep(): Promise<KeptPattern> {
    const extent = this.#simulation.extent()
    const { background } = this.#simulation
    const cells = await listCells(this.#simulation, extent)
    const isSmall = countCells(extent.size) <= MAX_SNAPSHOT_CELLS
    const snapshot = isSmall ? await this.#simulation.takeSnapshot() : undefined
    return { tick: this.tick, extent, background, cells, snapshot }
  }

  async matches(kept: KeptPattern): Promise<boolean> {
    const extent = this.#simulation.extent()
    if (
      kept.tick % this.#period !== this.tick % this.#period ||
      kept.background !== this.#simulation.background ||
      !isSameSize(kept.extent.size, extent.size) ||
      !this.#isAllowed(this.shiftSince(kept))
    ) {
      return false
    }
    const cells = await listCells(this.#simulation, extent)
    return cells.length === kept.cells.length && cells.every((cell, i) => cell === kept.cells[i])
  }

  #isAllowed(shift: Vector): boolean {
    const { shifts } = this.space
    return shifts === undefined ? shift.every((along) => along === 0) : isInLattice(shifts, shift)
  }

  async goTo(kept: KeptPattern): Promise<void> {
    if (kept.snapshot === undefined) await goToTick(this, kept.tick)
    else await this.#simulation.restore(kept.snapshot)
  }

  population(): Promise<bigint | undefined> {
    return this.#simulation.population()
  }

  shiftSince({ extent: { x, y, z } }: KeptPattern): Vector {
    const extent = this.#simulation.extent()
    return [extent.x - x, extent.y - y, extent.z - z]
  }

  async readFigure(): Promise<Figure | undefined> {
    if (countCells(this.#simulation.extent().size) > MAX_FIGURE_CELLS) return undefined
    const { box, cells } = await this.#simulation.readState()
    return { size: box.size, cells, wraps: false, background: this.#simulation.background }
  }

  async hash(): Promise<StateHashes | undefined> {
    const { cellsHash, stateHash } = await probe(this.#simulation)
    return cellsHash === undefined || stateHash === undefined ? undefined : { cellsHash, stateHash }
  }
}
