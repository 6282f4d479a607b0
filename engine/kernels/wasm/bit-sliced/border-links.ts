/**
 * Borders cell by cell: which place of a plane holds a copy of which cell.
 *
 * On a torus, borders are whole rows and the two ends of each row. On the other surfaces rows come
 * back mirrored, shifted or as columns, so their borders are copied bit by bit along a list.
 */
import { createSiteResolver, OUTSIDE } from '../../../lattice/site-resolver.ts'
import type { Size } from '../../../lattice/size.ts'
import type { Topology } from '../../../lattice/topology.ts'
import { bitOfCell, countPlaces, type SlicedLayout } from './sliced-layout.ts'

/** A place along the axis that is split, and the one that it is a copy of. */
export interface PlaceLink {
  readonly source: number
  readonly target: number
}

/**
 * The places beyond the ends of the axis that is split, where it does not fill its ring, in the
 * order in which they are copied: of a short axis, copies are copied.
 */
export function listPlaceLinks(layout: SlicedLayout): readonly PlaceLink[] {
  const { size, reach, split, isPadded } = layout
  if (!isPadded) return []
  const places = countPlaces(layout)
  const cells = size[split]
  return Array.from({ length: reach[split] }, (_, i) => [
    { source: i, target: cells + i },
    { source: (cells - 1 - i + places) % places, target: places - 1 - i },
  ]).flat()
}

/** All copies that the border of a surface holds, as bits of a plane: source, then target. */
export function listBorderLinks(
  worldSize: Size,
  topology: Topology,
  layout: SlicedLayout,
): Uint32Array {
  const { size, reach, order } = layout
  const resolve = createSiteResolver(worldSize, topology)
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
    links.push(bitOfCell(layout, found[alongX], found[alongY]), bitOfCell(layout, x, y))
  }
  for (let y = -reach.y; y < size.y + reach.y; y++) {
    const isInside = y >= 0 && y < size.y
    for (let x = -reach.x; x < (isInside ? 0 : size.x); x++) link(x, y)
    for (let x = size.x; x < size.x + reach.x; x++) link(x, y)
  }
  return Uint32Array.from(links)
}
