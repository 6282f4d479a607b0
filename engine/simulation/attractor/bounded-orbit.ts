/** The orbit of a world that has a size: its states are compared where they are. */

import { countCells } from '../../lattice/size.ts'
import { bytesTerm, mix64 } from '../../math/digest-terms.ts'
import type { Figure } from '../../metrics/attractor/figure.ts'
import { cutFigure, isSameBytes } from '../../metrics/attractor/figure.ts'
import type { KeptState, Space, StateHashes, WorldOrbit } from '../../metrics/attractor/orbit.ts'
import type { Vector } from '../../metrics/orientation.ts'
import type { PlaneValues } from '../readable-state.ts'
import { probe } from '../run-to-probes.ts'
import type { Simulation } from '../simulation.ts'
import type { Snapshot } from '../snapshot.ts'

/** Worlds of cells alone, and no more than these, are digested as bytes: that is faster. */
const MAX_SMALL_CELLS = 2 ** 12

interface KeptMoment extends KeptState {
  readonly snapshot: Snapshot
  readonly routes: Uint8Array | undefined
}

/** What the orbit of a run begins with, and by what its states are told apart. */
export interface OrbitPlan {
  readonly start: number
  /** The tick modulo this is part of the state. */
  readonly period: number
  readonly space: Space
}

export class BoundedOrbit implements WorldOrbit<KeptMoment> {
  readonly start: number
  readonly space: Space
  readonly #simulation: Simulation
  readonly #period: number
  /** Whether its cells are all of its state. */
  readonly #isPlain: boolean
  readonly #small: Uint8Array | undefined

  /** @param simulation is the caller's to dispose of; while the orbit is in use nobody else moves it. */
  constructor(simulation: Simulation, { start, period, space }: OrbitPlan) {
    this.#simulation = simulation
    this.#period = period
    this.start = start
    this.space = space
    const { size, living } = simulation.run
    this.#isPlain = living === undefined && simulation.planes.length === 0
    const cells = countCells(size)
    this.#small = this.#isPlain && cells <= MAX_SMALL_CELLS ? new Uint8Array(cells) : undefined
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
    const phase = BigInt(this.#phase)
    if (this.#small === undefined) {
      const digest = await this.#simulation.digest()
      return BigInt.asUintN(64, (digest ?? 0n) + (phase === 0n ? 0n : mix64(phase)))
    }
    await this.#simulation.read(this.#simulation.extent(), this.#small)
    return BigInt.asUintN(64, bytesTerm(this.#small) + phase)
  }

  get #phase(): number {
    return this.#simulation.tick % this.#period
  }

  async keep(): Promise<KeptMoment> {
    const snapshot = await this.#simulation.takeSnapshot()
    return { tick: this.tick, snapshot, routes: this.#routes() }
  }

  #routes(): Uint8Array | undefined {
    return this.#simulation.bits?.traffic?.describe()
  }

  async matches({ tick, snapshot, routes }: KeptMoment): Promise<boolean> {
    if (tick % this.#period !== this.#phase) return false
    const { cells } = await this.#simulation.readState()
    if (!isSameBytes(cells, snapshot.cells)) return false
    const present = this.#routes()
    if ((present === undefined) !== (routes === undefined)) return false
    if (present !== undefined && !isSameBytes(present, routes!)) return false
    return this.#matchesPlanes(snapshot.planes)
  }

  async #matchesPlanes(kept: readonly PlaneValues[]): Promise<boolean> {
    let isSame = true
    let next = 0
    await this.#simulation.readPlanes((values) => {
      const before = kept[next++]!.values
      isSame &&= values.length === before.length && values.every((value, i) => value === before[i])
    })
    return isSame && next === kept.length
  }

  goTo({ snapshot }: KeptMoment): Promise<void> {
    return this.#simulation.restore(snapshot)
  }

  population(): Promise<bigint | undefined> {
    return this.#simulation.population()
  }

  shiftSince(): Vector {
    return [0, 0, 0]
  }

  /** Of worlds that have more than cells there is none: what moves in them is not only cells. */
  async readFigure(): Promise<Figure | undefined> {
    if (!this.#isPlain) return undefined
    const { box, cells } = await this.#simulation.readState()
    const wraps = this.#simulation.run.topology.kind === 'torus'
    const whole = { size: box.size, cells, wraps, background: 0 }
    return wraps ? whole : cutFigure(whole)
  }

  async hash(): Promise<StateHashes | undefined> {
    const { cellsHash, stateHash } = await probe(this.#simulation)
    return cellsHash === undefined || stateHash === undefined ? undefined : { cellsHash, stateHash }
  }
}
