/** Zones as listed boxes of any size; what lies in none of them is the last zone. */
import { CellCounts } from './cell-counts.ts'
import { ZoneBoxesError } from './errors.ts'
import { countCells, flatIndexOf, type Size } from './size.ts'
import type { VisitRun, ZoneMap } from './zone-map.ts'
import type { CellBox } from './zones.ts'

/**
 * Makes zone i of box i, and of all other cells one zone more, which may be empty.
 *
 * @throws {ZoneBoxesError} when a box reaches out of the world or into another one.
 */
export function createListedZones(size: Size, boxes: readonly CellBox[]): ZoneMap {
  const zones = new Uint8Array(countCells(size)).fill(boxes.length)
  if (boxes.length > MAX_LISTED_ZONES) {
    throw new ZoneBoxesError({ box: MAX_LISTED_ZONES, found: `there are ${boxes.length} boxes` })
  }
  for (const [zone, box] of boxes.entries()) {
    if (!isInside(size, box)) throw new ZoneBoxesError({ box: zone, found: 'it leaves the world' })
    for (const first of rowsOf(size, box)) {
      const row = zones.subarray(first, first + box.size.x)
      const other = row.find((known) => known !== boxes.length)
      if (other !== undefined) {
        throw new ZoneBoxesError({ box: zone, found: `it meets box ${other}` })
      }
      row.fill(zone)
    }
  }
  return new ListedZones(size, boxes, zones)
}

/** The most boxes: with the zone of the rest, a number of a zone fits a byte. */
const MAX_LISTED_ZONES = 254

function isInside(size: Size, { origin, size: extent }: CellBox): boolean {
  const axes = ['x', 'y', 'z'] as const
  return axes.every((axis) => {
    const [from, cells] = [origin[axis], extent[axis]]
    return Number.isInteger(from) && from >= 0 && cells >= 1 && from + cells <= size[axis]
  })
}

/** The first cell of each row of a box. */
function* rowsOf(size: Size, { origin, size: extent }: CellBox): Generator<number> {
  for (let z = origin.z; z < origin.z + extent.z; z++) {
    for (let y = origin.y; y < origin.y + extent.y; y++) yield flatIndexOf(size, origin.x, y, z)
  }
}

class ListedZones implements ZoneMap {
  readonly size: Size
  readonly count: number
  readonly #boxes: readonly CellBox[]
  readonly #zones: Uint8Array
  readonly #counts = new CellCounts(this)

  constructor(size: Size, boxes: readonly CellBox[], zones: Uint8Array) {
    this.size = size
    this.count = boxes.length + 1
    this.#boxes = boxes
    this.#zones = zones
  }

  zoneOfSite(x: number, y: number, z: number): number {
    return this.zoneOfCell(flatIndexOf(this.size, x, y, z))
  }

  zoneOfCell(cell: number): number {
    return this.#zones[cell]!
  }

  countCells(zone: number): number {
    return this.#counts.of(zone)
  }

  eachRun(zone: number, visit: VisitRun): void {
    const box = this.#boxes[zone]
    if (box !== undefined) {
      for (const first of rowsOf(this.size, box)) visit(first, box.size.x)
      return
    }
    const width = this.size.x
    for (let row = 0; row < this.#zones.length; row += width) this.#eachRunOfRow(row, visit)
  }

  /** The runs of a row that belong to the zone of the rest. */
  #eachRunOfRow(row: number, visit: VisitRun): void {
    const rest = this.#boxes.length
    const end = row + this.size.x
    for (let from = row; from < end; ) {
      let to = from
      while (to < end && this.#zones[to] === rest) to++
      if (to > from) visit(from, to - from)
      from = to + 1
    }
  }
}
