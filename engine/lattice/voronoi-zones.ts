/**
 * Zones drawn around centers: each bolt belongs to the center nearest to it (Voronoi cells, at the
 * grain of bolts).
 *
 * Distances are squared, and measured from the middle of the cells that a bolt has, one cut off at
 * the world's face included; a tie goes to the center that is listed first. On a torus they are
 * measured the shorter way around. On the other surfaces, which mirror or shift at an edge, they
 * are those of a box. Coordinates are doubled, so that middles are whole numbers too.
 */
import { CellCounts } from './cell-counts.ts'
import { ZoneCentersError } from './errors.ts'
import { flatIndexOf, type Size } from './size.ts'
import type { Topology } from './topology.ts'
import type { VisitRun, ZoneMap } from './zone-map.ts'
import { BOLT_SIZE, type GridPoint } from './zones.ts'

/** The most zones that a world may have explicitly: a number of a zone fits a byte. */
export const MAX_ZONES = 255

/**
 * Draws zone i around center i.
 *
 * @throws {ZoneCentersError} unless there are 1 to MAX_ZONES centers, each a site of the world.
 */
export function createVoronoiZones(
  size: Size,
  topology: Topology,
  centers: readonly GridPoint[],
): ZoneMap {
  if (centers.length < 1 || centers.length > MAX_ZONES) {
    throw new ZoneCentersError({ found: `${centers.length} of them`, maxZones: MAX_ZONES })
  }
  for (const { x, y, z } of centers) {
    const isIn = (at: number, cells: number) => Number.isInteger(at) && at >= 0 && at < cells
    if (isIn(x, size.x) && isIn(y, size.y) && isIn(z, size.z)) continue
    throw new ZoneCentersError({ found: `(${x}, ${y}, ${z})`, maxZones: MAX_ZONES })
  }
  return new VoronoiZones(size, topology, centers)
}

/** Twice the middle of the cells that bolt `index` has along an axis of so many cells. */
function doubledMiddle(index: number, boltCells: number, axisCells: number): number {
  const first = index * boltCells
  return first + Math.min(first + boltCells, axisCells) - 1
}

class VoronoiZones implements ZoneMap {
  readonly size: Size
  readonly count: number
  /** Bolts along each axis. */
  readonly #bolts: Size
  /** The zone of each bolt, x fastest, then y, then z. */
  readonly #zoneOfBolt: Uint8Array
  /** The bolts of zone i, in flat order, from `#firstOfZone[i]` to before `#firstOfZone[i + 1]`. */
  readonly #boltsByZone: Uint32Array
  readonly #firstOfZone: Uint32Array
  readonly #counts = new CellCounts(this)

  constructor(size: Size, topology: Topology, centers: readonly GridPoint[]) {
    this.size = size
    this.count = centers.length
    this.#bolts = {
      x: Math.ceil(size.x / BOLT_SIZE.x),
      y: Math.ceil(size.y / BOLT_SIZE.y),
      z: Math.ceil(size.z / BOLT_SIZE.z),
    }
    this.#zoneOfBolt = assignBolts(size, this.#bolts, topology.kind === 'torus', centers)
    const { firsts, sorted } = sortByZone(this.#zoneOfBolt, this.count)
    this.#firstOfZone = firsts
    this.#boltsByZone = sorted
  }

  zoneOfSite(x: number, y: number, z: number): number {
    const bolt = flatIndexOf(
      this.#bolts,
      Math.floor(x / BOLT_SIZE.x),
      Math.floor(y / BOLT_SIZE.y),
      Math.floor(z / BOLT_SIZE.z),
    )
    return this.#zoneOfBolt[bolt]!
  }

  zoneOfCell(cell: number): number {
    const { x: width, y: height } = this.size
    const row = Math.floor(cell / width)
    return this.zoneOfSite(cell - row * width, row % height, Math.floor(row / height))
  }

  countCells(zone: number): number {
    return this.#counts.of(zone)
  }

  eachRun(zone: number, visit: VisitRun): void {
    const end = this.#firstOfZone[zone + 1]!
    const { size } = this
    // Bolts of one layer follow each other, and in it those of one row.
    for (let layer = this.#firstOfZone[zone]!; layer < end; ) {
      const z = this.#placeOf(layer).z
      const layerEnd = this.#endOfSame(layer, end, (place) => place.z === z)
      const lastZ = Math.min((z + 1) * BOLT_SIZE.z, size.z)
      for (let cellZ = z * BOLT_SIZE.z; cellZ < lastZ; cellZ++) {
        this.#eachRunOfLayer(layer, layerEnd, cellZ, visit)
      }
      layer = layerEnd
    }
  }

  /** The runs of one z in bolts that all lie in one layer. */
  #eachRunOfLayer(start: number, end: number, cellZ: number, visit: VisitRun): void {
    const { size } = this
    for (let row = start; row < end; ) {
      const y = this.#placeOf(row).y
      const rowEnd = this.#endOfSame(row, end, (place) => place.y === y)
      const lastY = Math.min((y + 1) * BOLT_SIZE.y, size.y)
      for (let cellY = y * BOLT_SIZE.y; cellY < lastY; cellY++) {
        for (let i = row; i < rowEnd; i++) {
          const x = this.#placeOf(i).x * BOLT_SIZE.x
          visit(flatIndexOf(size, x, cellY, cellZ), Math.min(BOLT_SIZE.x, size.x - x))
        }
      }
      row = rowEnd
    }
  }

  /** Where, among the sorted bolts, those end that are alike from `start` on. */
  #endOfSame(start: number, end: number, isSame: (place: GridPoint) => boolean): number {
    let at = start
    while (at < end && isSame(this.#placeOf(at))) at++
    return at
  }

  #placeOf(sorted: number): GridPoint {
    const bolt = this.#boltsByZone[sorted]!
    const row = Math.floor(bolt / this.#bolts.x)
    const z = Math.floor(row / this.#bolts.y)
    return { x: bolt - row * this.#bolts.x, y: row - z * this.#bolts.y, z }
  }
}

function assignBolts(
  size: Size,
  bolts: Size,
  isWrapped: boolean,
  centers: readonly GridPoint[],
): Uint8Array {
  const zones = new Uint8Array(bolts.x * bolts.y * bolts.z)
  // Doubled, an axis is twice as long, and so is the way around it.
  const along = (middle: number, center: number, axisCells: number) => {
    const straight = Math.abs(middle - 2 * center)
    return isWrapped ? Math.min(straight, 2 * axisCells - straight) : straight
  }
  let bolt = 0
  for (let z = 0; z < bolts.z; z++) {
    const middleZ = doubledMiddle(z, BOLT_SIZE.z, size.z)
    for (let y = 0; y < bolts.y; y++) {
      const middleY = doubledMiddle(y, BOLT_SIZE.y, size.y)
      for (let x = 0; x < bolts.x; x++) {
        const middleX = doubledMiddle(x, BOLT_SIZE.x, size.x)
        let nearest = Infinity
        for (const [zone, center] of centers.entries()) {
          const distance =
            along(middleX, center.x, size.x) ** 2 +
            along(middleY, center.y, size.y) ** 2 +
            along(middleZ, center.z, size.z) ** 2
          if (distance >= nearest) continue
          nearest = distance
          zones[bolt] = zone
        }
        bolt++
      }
    }
  }
  return zones
}

/** Counting sort: bolts of one zone together, each zone's in their order. */
function sortByZone(
  zoneOfBolt: Uint8Array,
  zones: number,
): { readonly firsts: Uint32Array; readonly sorted: Uint32Array } {
  const firsts = new Uint32Array(zones + 1)
  for (const zone of zoneOfBolt) firsts[zone + 1]!++
  for (let zone = 0; zone < zones; zone++) firsts[zone + 1]! += firsts[zone]!
  const next = firsts.slice()
  const sorted = new Uint32Array(zoneOfBolt.length)
  for (const [bolt, zone] of zoneOfBolt.entries()) sorted[next[zone]!++] = bolt
  return { firsts, sorted }
}
