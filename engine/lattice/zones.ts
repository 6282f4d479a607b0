/**
 * Zones and bolts: how a world is divided for its owners.
 *
 * A bolt is a block of 144 cells and a zone a block of 12 x 12 x 12 bolts, both laid out from the
 * world's origin. A world need be no multiple of either: the last blocks along an axis are cut off
 * at the world's face.
 */
import type { Size } from './size.ts'

/** Cells of a bolt along each axis: 144 in all. */
export const BOLT_SIZE: Size = Object.freeze({ x: 6, y: 6, z: 4 })

/** Bolts of a zone along each axis. */
export const ZONE_SIZE_BOLTS: Size = Object.freeze({ x: 12, y: 12, z: 12 })

/** Cells of a zone along each axis: 72 x 72 x 48, which is 248,832 in all. */
export const ZONE_SIZE: Size = Object.freeze({
  x: BOLT_SIZE.x * ZONE_SIZE_BOLTS.x,
  y: BOLT_SIZE.y * ZONE_SIZE_BOLTS.y,
  z: BOLT_SIZE.z * ZONE_SIZE_BOLTS.z,
})

/** A site, or the place of a bolt or zone in the grid of them. */
export interface GridPoint {
  readonly x: number
  readonly y: number
  readonly z: number
}

/** A box of cells inside a world. */
export interface CellBox {
  /** The site of least x, y and z. */
  readonly origin: GridPoint
  readonly size: Size
}

/** The bolt a site lies in, counted in bolts from the world's origin. */
export function boltOf(site: GridPoint): GridPoint {
  return blockOf(site, BOLT_SIZE)
}

/** The zone a site lies in, counted in zones from the world's origin. */
export function zoneOf(site: GridPoint): GridPoint {
  return blockOf(site, ZONE_SIZE)
}

/** How many zones a world has along each axis; the last ones may be cut off. */
export function countZones(world: Size): Size {
  return {
    x: Math.ceil(world.x / ZONE_SIZE.x),
    y: Math.ceil(world.y / ZONE_SIZE.y),
    z: Math.ceil(world.z / ZONE_SIZE.z),
  }
}

/** The cells of one of a world's zones. */
export function boxOfZone(world: Size, zone: GridPoint): CellBox {
  const origin = { x: zone.x * ZONE_SIZE.x, y: zone.y * ZONE_SIZE.y, z: zone.z * ZONE_SIZE.z }
  return {
    origin,
    size: {
      x: Math.min(ZONE_SIZE.x, world.x - origin.x),
      y: Math.min(ZONE_SIZE.y, world.y - origin.y),
      z: Math.min(ZONE_SIZE.z, world.z - origin.z),
    },
  }
}

/** Every zone of a world: x fastest, then y, then z. */
export function listZones(world: Size): readonly GridPoint[] {
  const count = countZones(world)
  const zones: GridPoint[] = []
  for (let z = 0; z < count.z; z++) {
    for (let y = 0; y < count.y; y++) {
      for (let x = 0; x < count.x; x++) zones.push({ x, y, z })
    }
  }
  return zones
}

function blockOf(site: GridPoint, block: Size): GridPoint {
  return {
    x: Math.floor(site.x / block.x),
    y: Math.floor(site.y / block.y),
    z: Math.floor(site.z / block.z),
  }
}
