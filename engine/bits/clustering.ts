/** The clustering constants of the Thunderbit contract, section 10, from the lattice's own sizes. */
import { countNeighbors } from '../lattice/neighborhood.ts'
import { countCells } from '../lattice/size.ts'
import { BOLT_SIZE, ZONE_SIZE, ZONE_SIZE_BOLTS } from '../lattice/zones.ts'

/** Directions of the contract's hexagonal neighborhood: 12. */
export const HEX_DIRECTIONS = countNeighbors({ kind: 'named', name: 'hex12-3d' })

/** 144. */
export const BITS_PER_BOLT = countCells(BOLT_SIZE)

/** 1,728. */
export const BOLTS_PER_ZONE = countCells(ZONE_SIZE_BOLTS)

/** 248,832. */
export const BITS_PER_ZONE = countCells(ZONE_SIZE)
