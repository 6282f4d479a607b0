/** What the cells of a picture are colored by: their age, their rule, the values of a plane and so on. */
import { fitRange, scaleToBytes } from '../fields/value-range.ts'
import { countCells, isUnbounded } from '../lattice/size.ts'
import { type FrameShades, MAX_SHOWN_AGE, type ShadeWish } from '../protocol/picture-api.ts'
import type { Frame } from '../protocol/simulation-api.ts'
import { formatPlane } from '../rules/program/plane-name.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { AgeFollower } from './age-follower.ts'
import type { BufferPool } from './buffer-pool.ts'
import { findLayerOf, listZoneNumbers, readField } from './field-planes.ts'

/** What stands for a rule index: the plane that says which rule each cell follows. */
const RULE_PLANE = formatPlane({ kind: 'rule', name: '' })

export class ShadeMaker {
  readonly #follower: AgeFollower
  readonly #buffers: BufferPool
  #wish: ShadeWish | undefined
  /** Zones do not move; they are listed once for each run. */
  #zones: { readonly of: Simulation; readonly numbers: Uint8Array } | undefined
  #values = new Int32Array()

  /**
   * @param follower sees the ages of cells between pictures.
   * @param buffers where those of colors come from.
   */
  constructor(follower: AgeFollower, buffers: BufferPool) {
    this.#follower = follower
    this.#buffers = buffers
  }

  /** Colors by this from now on. */
  wish(wish: ShadeWish | undefined): void {
    const isOfCells = (one: ShadeWish | undefined) =>
      one?.kind === 'age' || one?.kind === 'activity'
    if (isOfCells(wish) !== isOfCells(this.#wish)) this.#follower.turn(isOfCells(wish))
    this.#wish = wish
  }

  /** Forgets the run that was colored. */
  clear(): void {
    this.#follower.clear()
    this.#zones = undefined
    this.#values = new Int32Array()
  }

  /** The colors of a picture; undefined where none are wished for, or its world does not have them. */
  async make(
    simulation: Simulation,
    frame: Omit<Frame, 'extras'>,
  ): Promise<FrameShades | undefined> {
    const wish = this.#wish
    switch (wish?.kind) {
      case undefined:
        return undefined
      case 'age':
      case 'activity':
        return this.#makeSeen(wish.kind, frame)
      case 'rule':
        return this.#makeRules(simulation)
      case 'zone':
        return this.#makeZones(simulation)
      case 'plane':
        return this.#makePlane(simulation, wish)
      default:
        return wish satisfies never
    }
  }

  #makeSeen(
    kind: 'age' | 'activity',
    { tick, origin, shape, cells }: Omit<Frame, 'extras'>,
  ): FrameShades {
    this.#follower.lookAt(tick, { ...origin, size: shape }, new Uint8Array(cells))
    const places = this.#buffers.take(countCells(shape))
    const { ages } = this.#follower
    if (kind === 'age') ages.writeAges(new Uint8Array(places))
    else ages.writeActivity(new Uint8Array(places))
    const range = { low: 0, high: kind === 'age' ? MAX_SHOWN_AGE : 1 }
    return { kind, name: '', places, range, everyTicks: this.#follower.takeEveryTicks() }
  }

  async #makeRules(simulation: Simulation): Promise<FrameShades | undefined> {
    const { living } = simulation.run
    if (living === undefined) return undefined
    const values = await this.#read(simulation, RULE_PLANE)
    if (values === undefined) return undefined
    const places = this.#buffers.take(values.length)
    new Uint8Array(places).set(values)
    const range = { low: 0, high: Math.max(1, living.rules.length - 1) }
    return { kind: 'rule', name: '', places, range, everyTicks: 1 }
  }

  #makeZones(simulation: Simulation): FrameShades | undefined {
    const { living } = simulation.run
    if (living === undefined) return undefined
    if (this.#zones?.of !== simulation) {
      this.#zones = { of: simulation, numbers: listZoneNumbers(simulation) }
    }
    const { numbers } = this.#zones
    const places = this.#buffers.take(numbers.length)
    new Uint8Array(places).set(numbers)
    const range = { low: 0, high: Math.max(1, living.zones.length - 1) }
    return { kind: 'zone', name: '', places, range, everyTicks: 1 }
  }

  async #makePlane(
    simulation: Simulation,
    { name, range: fixed }: Extract<ShadeWish, { kind: 'plane' }>,
  ): Promise<FrameShades | undefined> {
    const layer = findLayerOf(simulation, name)
    const values = await this.#read(simulation, name)
    if (layer === undefined || values === undefined) return undefined
    const range = fixed ?? fitRange(values, layer)
    const places = this.#buffers.take(values.length)
    scaleToBytes(values, range, layer.fractionBits, new Uint8Array(places))
    return { kind: 'plane', name, places, range, everyTicks: 1 }
  }

  /** The numbers of a plane, good until the next are read; undefined where the world has no such. */
  async #read(simulation: Simulation, name: string): Promise<Int32Array | undefined> {
    const { size } = simulation.run
    if (isUnbounded(size)) return undefined
    const count = countCells(size)
    if (this.#values.length !== count) this.#values = new Int32Array(count)
    return (await readField(simulation, name, this.#values)) ? this.#values : undefined
  }
}
