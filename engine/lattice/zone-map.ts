/**
 * Zone maps: which zone each cell of a world belongs to.
 *
 * Zones are numbered from 0 and consist of whole bolts. By default they are boxes, as `zones.ts`
 * lays them out, x fastest; `voronoi-zones.ts` draws them around centers. A map keeps a number a
 * bolt at most, never one a cell.
 */
import { countCells, flatIndexOf, type Size } from './size.ts'
import { boxOfZone, countZones, listZones, ZONE_SIZE } from './zones.ts'

/** Cells that follow each other in flat order, all of one row. */
export type VisitRun = (firstCell: number, cells: number) => void

export interface ZoneMap {
  /** The world's. */
  readonly size: Size
  /** How many zones there are; a zone drawn around a center may have no cells. */
  readonly count: number
  /** The zone of the site (x, y, z), which lies inside the world. */
  zoneOfSite(x: number, y: number, z: number): number
  /** The zone of a cell by its flat index. */
  zoneOfCell(cell: number): number
  countCells(zone: number): number
  /** Goes through the cells of a zone in flat order, run by run. */
  eachRun(zone: number, visit: VisitRun): void
}

/** The zones of a world as boxes. */
export function createBoxZones(size: Size): ZoneMap {
  return new BoxZones(size)
}

class BoxZones implements ZoneMap {
  readonly size: Size
  readonly count: number
  readonly #zones: Size

  constructor(size: Size) {
    this.size = size
    this.#zones = countZones(size)
    this.count = countCells(this.#zones)
  }

  zoneOfSite(x: number, y: number, z: number): number {
    return flatIndexOf(
      this.#zones,
      Math.floor(x / ZONE_SIZE.x),
      Math.floor(y / ZONE_SIZE.y),
      Math.floor(z / ZONE_SIZE.z),
    )
  }

  zoneOfCell(cell: number): number {
    const { x: width, y: height } = this.size
    const row = Math.floor(cell / width)
    return this.zoneOfSite(cell - row * width, row % height, Math.floor(row / height))
  }

  countCells(zone: number): number {
    return countCells(this.#boxOf(zone).size)
  }

  eachRun(zone: number, visit: VisitRun): void {
    const { origin, size } = this.#boxOf(zone)
    for (let z = origin.z; z < origin.z + size.z; z++) {
      for (let y = origin.y; y < origin.y + size.y; y++) {
        visit(flatIndexOf(this.size, origin.x, y, z), size.x)
      }
    }
  }

  #boxOf(zone: number) {
    const { x, y } = this.#zones
    const row = Math.floor(zone / x)
    return boxOfZone(this.size, { x: zone % x, y: row % y, z: Math.floor(row / y) })
  }
}

/** The names that zones of boxes have: `zone-0-0-0` and so on, by their place in the grid. */
export function nameBoxZones(size: Size): readonly string[] {
  return listZones(size).map(({ x, y, z }) => `zone-${x}-${y}-${z}`)
}

/** The cells of a zone, in flat order. */
export function* cellsOfZone(map: ZoneMap, zone: number): Generator<number> {
  const runs: [first: number, cells: number][] = []
  map.eachRun(zone, (first, cells) => runs.push([first, cells]))
  for (const [first, cells] of runs) {
    for (let cell = first; cell < first + cells; cell++) yield cell
  }
}

/** Writes each cell's zone into a plane of one number a cell, in flat order. */
export function writeZones(map: ZoneMap, into: Int32Array | Uint16Array | Uint8Array): void {
  for (let zone = 0; zone < map.count; zone++) {
    map.eachRun(zone, (first, cells) => into.fill(zone, first, first + cells))
  }
}
