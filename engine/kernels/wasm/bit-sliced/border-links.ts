/**
 * Borders cell by cell: which place of a plane holds a copy of which cell.
 *
 * On a torus, borders are whole rows and the two ends of each row. On the other surfaces rows come
 * back mirrored, shifted or as columns, so their borders are copied bit by bit along a list.
 */
import { createSiteResolver, OUTSIDE } from '../../../lattice/site-resolver.ts'
import type { Size } from '../../../lattice/size.ts'
import type { Topology } from '../../../lattice/topology.ts'
import { bitInRow, rowOffset, type SlicedLayout } from './sliced-layout.ts'

/** Copies of the cells at the ends of a row, as bits of the row: source, then target. */
export function listRowLinks(layout: SlicedLayout): readonly (readonly [number, number])[] {
  const { size, reach, isOpen, isPadded } = layout
  if (isOpen || !isPadded) return []
  const width = size.x
  const links: (readonly [number, number])[] = []
  for (let i = 0; i < reach.x; i++) {
    const before = (((-1 - i) % width) + width) % width
    links.push([bitInRow(layout, i % width), bitInRow(layout, width + i)])
    links.push([bitInRow(layout, before), bitInRow(layout, -1 - i)])
  }
  return links
}

/** All copies that the border of a surface holds, as bits of a plane: source, then target. */
export function listBorderLinks(
  worldSize: Size,
  topology: Topology,
  layout: SlicedLayout,
): Uint32Array {
  const { size, reach, order } = layout
  const resolve = createSiteResolver(worldSize, topology)
  const bitAt = (x: number, y: number) => 8 * rowOffset(layout, y, 0) + bitInRow(layout, x)
  const [alongX, alongY] = order.axes
  const links: number[] = []
  const link = (x: number, y: number) => {
    const place = { x: 0, y: 0, z: 0, [alongX]: x, [alongY]: y }
    const site = resolve(place.x, place.y, place.z)
    if (site === OUTSIDE) return
    const found = {
      x: site % worldSize.x,
      y: Math.floor(site / worldSize.x) % worldSize.y,
      z: Math.floor(site / (worldSize.x * worldSize.y)),
    }
    links.push(bitAt(found[alongX], found[alongY]), bitAt(x, y))
  }
  for (let y = -reach.y; y < size.y + reach.y; y++) {
    const isInside = y >= 0 && y < size.y
    for (let x = -reach.x; x < (isInside ? 0 : size.x); x++) link(x, y)
    for (let x = size.x; x < size.x + reach.x; x++) link(x, y)
  }
  return Uint32Array.from(links)
}
