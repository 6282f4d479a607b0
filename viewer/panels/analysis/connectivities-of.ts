/** The connectivities that clusters of a world can be found by. */
import type { Dimensions } from '../../../engine/lattice/size.ts'
import {
  CONNECTIVITY_NAMES,
  connectivityOf,
} from '../../../engine/metrics/clusters/connectivity.ts'

/** All cells around first, then those of as many dimensions as the world has. */
export function connectivitiesOf(dimensions: Dimensions): readonly string[] {
  const fitting = CONNECTIVITY_NAMES.filter(
    (name) => connectivityOf(name).dimensions === dimensions,
  )
  return ['around', ...fitting]
}
