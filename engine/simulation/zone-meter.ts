/**
 * Measures zones for the meta-rules that look at their metrics: before each tick, what the state is;
 * after it, how much of it has changed.
 */
import type { BitStore } from '../bits/bit-store.ts'
import { ZONE_METRICS } from '../forge/meta-rules/zone-metrics.ts'
import type { LatticeKernel } from '../kernels/lattice-kernel.ts'
import { countCells } from '../lattice/size.ts'
import type { ZoneMap } from '../lattice/zone-map.ts'
import type { LatticeProgram } from '../rules/program/lattice-program.ts'

/** Shares have 14 fraction bits. */
const ONE = 2 ** 14

/** The metric that tells of the tick before, and so is part of the state. */
export const ACTIVITY = 'activity'

export class ZoneMeter {
  readonly #names: readonly string[]
  readonly #zoneMap: ZoneMap
  readonly #store: BitStore | undefined
  /** Cells of each zone. */
  readonly #cells: readonly number[]
  #before: Uint8Array
  #now: Uint8Array

  private constructor(names: readonly string[], zoneMap: ZoneMap, store: BitStore | undefined) {
    const cells = countCells(zoneMap.size)
    this.#names = names
    this.#zoneMap = zoneMap
    this.#store = store
    this.#cells = Array.from({ length: zoneMap.count }, (_, zone) => zoneMap.countCells(zone))
    this.#before = new Uint8Array(cells)
    this.#now = new Uint8Array(cells)
  }

  /** The meter of a lattice; undefined where it has no plane of a metric. */
  static forLattice(
    { planes }: LatticeProgram,
    zoneMap: ZoneMap,
    store: BitStore | undefined,
  ): ZoneMeter | undefined {
    const names = planes.flatMap(({ plane }) => (plane.kind === 'metric' ? [plane.name] : []))
    return names.length === 0 ? undefined : new ZoneMeter(names, zoneMap, store)
  }

  /** Measures the state that a tick begins with. */
  async begin(kernel: LatticeKernel): Promise<void> {
    await kernel.read(this.#before)
    for (const name of this.#names) {
      if (name !== ACTIVITY) await this.#write(kernel, name, (zone) => this.#measure(name, zone))
    }
  }

  /** Measures what the tick has changed. */
  async end(kernel: LatticeKernel): Promise<void> {
    if (!this.#names.includes(ACTIVITY)) return
    await kernel.read(this.#now)
    const changed = (cell: number) => this.#now[cell] !== this.#before[cell]
    await this.#write(kernel, ACTIVITY, (zone) => this.#shareOf(zone, this.#count(zone, changed)))
  }

  #measure(name: string, zone: number): number {
    const population = () => this.#count(zone, (cell) => this.#before[cell] !== 0)
    switch (name) {
      case 'population':
        return population()
      case 'density':
        return this.#shareOf(zone, population())
      case 'bits':
        return this.#store?.zoneCounts.bitsOf(zone) ?? 0
      case 'active-bits':
        return this.#store?.zoneCounts.activeOf(zone) ?? 0
      default:
        throw new Error(`nobody measures ${name}`)
    }
  }

  #shareOf(zone: number, count: number): number {
    const cells = this.#cells[zone]!
    return cells === 0 ? 0 : Math.floor((count * ONE) / cells)
  }

  #count(zone: number, isCounted: (cell: number) => boolean): number {
    let count = 0
    this.#zoneMap.eachRun(zone, (first, cells) => {
      for (let cell = first; cell < first + cells; cell++) if (isCounted(cell)) count++
    })
    return count
  }

  async #write(kernel: LatticeKernel, name: string, measure: (zone: number) => number) {
    const { high } = ZONE_METRICS.find((metric) => metric.name === name)!
    const values = new Int32Array(this.#before.length)
    for (let zone = 0; zone < this.#zoneMap.count; zone++) {
      const value = Math.min(measure(zone), high)
      this.#zoneMap.eachRun(zone, (first, cells) => values.fill(value, first, first + cells))
    }
    await kernel.writePlane({ kind: 'metric', name }, values)
  }
}
