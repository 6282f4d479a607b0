/** A world of bits and fields, on a kernel that runs its lattice. */
import { ACTIVE_STATUS } from '../forge/lattice/lattice-planes.ts'
import { StateDigester } from '../kernels/digest/state-digester.ts'
import type { BackendName } from '../kernels/kernel.ts'
import { blankOf } from '../kernels/lattice-check.ts'
import type { LatticeKernel } from '../kernels/lattice-kernel.ts'
import { countCells, type Size } from '../lattice/size.ts'
import { type WorldBox, wholeOf } from '../lattice/world-box.ts'
import { periodOfClocks } from '../lattice/zone-clock.ts'
import { writeZones } from '../lattice/zone-map.ts'
import type { LatticePlane } from '../rules/program/lattice-program.ts'
import type { LatticePlaneName } from '../rules/program/plane-name.ts'
import type { LivingOrder, LivingRun } from '../scenario/living-run.ts'
import type { Palette, Stroke } from '../scenario/stroke.ts'
import { BoundedCells } from './bounded-cells.ts'
import type { World } from './world.ts'

/** Builds the world of a kernel, which it then owns; it is empty until it is cleared. */
export function createLivingWorld(kernel: LatticeKernel, size: Size, living: LivingRun): World {
  return new LivingWorld(kernel, size, living)
}

class LivingWorld implements World {
  readonly background = 0
  readonly planes: readonly LatticePlaneName[]
  readonly clockPeriod: bigint
  readonly #kernel: LatticeKernel
  readonly #cells: BoundedCells
  readonly #size: Size
  readonly #living: LivingRun
  /** Made when it is first asked for. */
  #digester: StateDigester | undefined

  constructor(kernel: LatticeKernel, size: Size, living: LivingRun) {
    this.#kernel = kernel
    this.#cells = new BoundedCells(kernel, size)
    this.#size = size
    this.#living = living
    this.planes = living.lattice.planes.filter(({ isState }) => isState).map(({ plane }) => plane)
    this.clockPeriod = periodOfClocks(living.zones.map(({ clock }) => clock))
  }

  get backend(): BackendName {
    return this.#kernel.backend
  }

  async clear(tick: number): Promise<void> {
    await this.#cells.clear(tick)
    for (const plane of this.#living.lattice.planes) {
      const values = new Int32Array(countCells(this.#size))
      this.#fillFirst(plane, values)
      await this.#kernel.writePlane(plane.plane, values)
    }
  }

  async advance(ticks: number): Promise<number> {
    await this.#kernel.advance(ticks)
    return ticks
  }

  extent(): WorldBox {
    return wholeOf(this.#size)
  }

  population(): Promise<bigint> {
    return this.#cells.population()
  }

  async digest(): Promise<bigint> {
    this.#digester ??= new StateDigester(this.#living.lattice.states, this.planes)
    return this.#digester.digest(this.#kernel, this.#size)
  }

  read(box: WorldBox, into: Uint8Array): Promise<void> {
    return this.#cells.read(box, into)
  }

  write(box: WorldBox, cells: Uint8Array, tick: number): Promise<void> {
    return this.#cells.write(box, cells, tick)
  }

  readPlane(plane: LatticePlaneName, into: Int32Array, firstCell?: number): void | Promise<void> {
    return this.#kernel.readPlane(plane, into, firstCell)
  }

  writePlane(plane: LatticePlaneName, values: Int32Array): void | Promise<void> {
    return this.#kernel.writePlane(plane, values)
  }

  paint(strokes: readonly Stroke[], palette: Palette, tick: number): Promise<void> {
    return this.#cells.paint(strokes, palette, tick)
  }

  async order(order: LivingOrder): Promise<void> {
    const { channel, sites, value } = order
    const spec = this.#living.channels.find(({ name }) => name === channel)!
    const plane: LatticePlaneName = { kind: 'channel', name: channel }
    const values = new Int32Array(countCells(this.#size))
    await this.#kernel.readPlane(plane, values)
    for (const site of sites) {
      values[site] = Math.min(Math.max(values[site]! + value, spec.low), spec.high)
    }
    await this.#kernel.writePlane(plane, values)
  }

  dispose(): void {
    this.#kernel.dispose()
  }

  /** What a plane holds at tick 0, before anything is painted or spawned. */
  #fillFirst(plane: LatticePlane, values: Int32Array): void {
    const { channels, zoneMap, zones } = this.#living
    const byZone = (numberOf: (zone: number) => number) => {
      for (let zone = 0; zone < zoneMap.count; zone++) {
        const value = numberOf(zone)
        zoneMap.eachRun(zone, (first, cells) => values.fill(value, first, first + cells))
      }
    }
    switch (plane.plane.kind) {
      case 'zone':
        writeZones(zoneMap, values)
        return
      case 'rule':
        byZone((zone) => zones[zone]!.rule)
        return
      case 'status':
        byZone((zone) => (zones[zone]!.isSettled ? 0 : ACTIVE_STATUS))
        return
      case 'channel':
      case 'previous':
        values.fill(channels.find(({ name }) => name === plane.plane.name)!.start)
        return
      default:
        values.fill(blankOf(plane))
    }
  }
}
