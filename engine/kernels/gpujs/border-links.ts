/** Which cell every site of a bordered grid is. */
import type { BorderedGrid } from '../../forge/gpujs/bordered-grid.ts'
import { createSiteResolver } from '../../lattice/site-resolver.ts'
import type { Topology } from '../../lattice/topology.ts'

/** Flat indices by site, negative where a site is outside of the world. */
export function buildBorderLinks(grid: BorderedGrid, topology: Topology): Float32Array {
  const { size, reach } = grid
  const resolve = createSiteResolver(size, topology)
  const links = new Float32Array(grid.length)
  let site = 0
  for (let z = -reach.z; z < size.z + reach.z; z++) {
    for (let y = -reach.y; y < size.y + reach.y; y++) {
      for (let x = -reach.x; x < size.x + reach.x; x++) links[site++] = resolve(x, y, z)
    }
  }
  return links
}
