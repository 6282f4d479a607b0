/**
 * What the program of a reference kernel sees, from one cell after another.
 *
 * One view moves through the world, since one for each of a million cells, with lists of what it
 * gathers, would be most of a tick's work.
 */
import type { Philox } from '../../math/philox.ts'
import type { CellView } from '../../rules/program/evaluate-program.ts'
import type { NodeId } from '../../rules/program/program.ts'
import type { Gatherer } from './gatherers.ts'

/** A world's numbers as they were when the tick began: each plane has one for each cell, in flat order. */
export interface SeenPlanes {
  /** The states, then the other components. */
  readonly components: readonly Int32Array[]
  readonly channels: readonly Int32Array[]
  readonly parameters: readonly Int32Array[]
  /** Absent where all cells follow rule 0. */
  readonly rules?: Int32Array | undefined
}

/** Sees one cell at a time. */
export class MovingView implements CellView {
  x = 0
  y = 0
  z = 0
  rule = 0
  readonly tick: number
  readonly #planes: SeenPlanes
  readonly #gatherers: ReadonlyMap<NodeId, Gatherer>
  readonly #gathered: ReadonlyMap<NodeId, Int32Array>
  readonly #random: Philox
  readonly #wholeTick: number
  #cell = 0

  /** @param wholeTick the tick with all its bits, of which programs see the low 32. */
  constructor(
    planes: SeenPlanes,
    gatherers: ReadonlyMap<NodeId, Gatherer>,
    random: Philox,
    wholeTick: number,
  ) {
    this.#planes = planes
    this.#gatherers = gatherers
    this.#random = random
    this.#wholeTick = wholeTick
    this.tick = wholeTick | 0
    this.#gathered = new Map(
      [...gatherers].map(([partition, { siteCount }]) => [partition, new Int32Array(siteCount)]),
    )
  }

  /** Goes to a cell, by its place in flat order and its coordinates. */
  moveTo(cell: number, x: number, y: number, z: number): void {
    this.#cell = cell
    this.x = x
    this.y = y
    this.z = z
    this.rule = this.#planes.rules?.[cell] ?? 0
  }

  own(component: number): number {
    return this.#planes.components[component]![this.#cell]!
  }

  field(channel: number): number {
    return this.#planes.channels[channel]![this.#cell]!
  }

  parameter(parameter: number): number {
    return this.#planes.parameters[parameter]![this.#cell]!
  }

  random(draw: number): number {
    return this.#random(this.x, this.y, this.z, this.#wholeTick, draw)
  }

  gather(partition: NodeId): Int32Array {
    const gatherer = this.#gatherers.get(partition)!
    const gathered = this.#gathered.get(partition)!
    const plane = this.#planes.components[gatherer.component]!
    const sites = gatherer.sitesOf(this.x, this.y, this.z, this.#wholeTick)
    for (let i = 0; i < sites.length; i++) gathered[i] = sites[i]! < 0 ? 0 : plane[sites[i]!]!
    return gathered
  }

  position(partition: NodeId): number {
    return this.#gatherers.get(partition)!.positionOf(this.x, this.y, this.z, this.#wholeTick)
  }
}
