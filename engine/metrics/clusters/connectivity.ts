/**
 * Connectivities: which cells are next to each other, for clusters.
 *
 * Each is one of the lattice's named neighborhoods of radius one that are symmetric, so that what is
 * next to a cell has that cell next to it, or faces and edges together. In each of them the members
 * of one row are consecutive.
 */
import { buildNeighborhood, type NamedNeighborhood } from '../../lattice/neighborhood.ts'
import type { Dimensions } from '../../lattice/size.ts'
import { ClusterError } from './errors.ts'

/** Members of a connectivity in one row of the cube around a cell: dx from `first` to `last`. */
export interface AdjacentRow {
  readonly dy: number
  readonly dz: number
  readonly first: number
  readonly last: number
}

export interface Connectivity {
  readonly name: ConnectivityName
  readonly dimensions: Dimensions
  /** dx, dy, dz of every adjacent cell, one after another. */
  readonly offsets: Int32Array
  /** The rows before the cell's own in flat order; with its own row, half of all there are. */
  readonly rowsBefore: readonly AdjacentRow[]
}

/** The neighborhoods that a connectivity is made of. */
const PARTS = {
  /** 1-D: left and right. */
  line2: ['elementary'],
  /** 2-D: the four that share an edge. */
  square4: ['von-neumann-2d'],
  /** 2-D: the eight around. */
  moore8: ['moore-2d'],
  /** 2-D hexagonal, in skewed coordinates. */
  hex6: ['hexagonal-2d'],
  /** 3-D: the six that share a face. */
  faces6: ['von-neumann-3d'],
  /** 3-D: those that share a face or an edge. */
  edges18: ['von-neumann-3d', 'edges-3d'],
  /** 3-D: the twenty-six around. */
  moore26: ['moore-3d'],
  /** 3-D: the twelve of the Thunderbit contract. */
  hex12: ['hex12-3d'],
  /** 3-D: the twelve of a face-centered cubic lattice in skewed coordinates, Golly's hexahedral. */
  fcc12: ['hexahedral-3d'],
} as const satisfies Record<string, readonly NamedNeighborhood[]>

export type ConnectivityName = keyof typeof PARTS

/** All names, in the order of their dimensions. */
export const CONNECTIVITY_NAMES: readonly ConnectivityName[] = Object.freeze(
  Object.keys(PARTS) as ConnectivityName[],
)

/** The names people write by the number of neighbors alone, where that tells. */
const SHORT_NAMES: Readonly<Record<string, ConnectivityName>> = {
  '2': 'line2',
  '4': 'square4',
  '8': 'moore8',
  '6': 'faces6',
  '18': 'edges18',
  '26': 'moore26',
}

const built = new Map<ConnectivityName, Connectivity>()

/** The connectivity of a name. */
export function connectivityOf(name: ConnectivityName): Connectivity {
  const known = built.get(name)
  if (known !== undefined) return known
  const connectivity = buildConnectivity(name)
  built.set(name, connectivity)
  return connectivity
}

/**
 * Reads the name of a connectivity: `moore26`, or `26` where the number is that of one only.
 *
 * @throws {ClusterError} for another word.
 */
export function parseConnectivity(text: string): ConnectivityName {
  const short = Object.hasOwn(SHORT_NAMES, text) ? SHORT_NAMES[text] : undefined
  const name = CONNECTIVITY_NAMES.find((each) => each === text) ?? short
  if (name !== undefined) return name
  const found = `the connectivity ${JSON.stringify(text.slice(0, 40))}`
  throw new ClusterError({ found, wanted: `the names are ${CONNECTIVITY_NAMES.join(', ')}` })
}

/** The connectivity that takes in all cells around, which is the one nobody has to name. */
export function widestConnectivity(dimensions: Dimensions): ConnectivityName {
  return dimensions === 1 ? 'line2' : dimensions === 2 ? 'moore8' : 'moore26'
}

function buildConnectivity(name: ConnectivityName): Connectivity {
  const tables = PARTS[name].map((part) => buildNeighborhood({ kind: 'named', name: part }))
  const offsets = Int32Array.from(tables.flatMap((table) => [...table.offsets]))
  const rows = new Map<string, AdjacentRow>()
  for (let i = 0; i < offsets.length; i += 3) {
    const [dx, dy, dz] = [offsets[i]!, offsets[i + 1]!, offsets[i + 2]!]
    if (dz > 0 || (dz === 0 && dy >= 0)) continue
    const known = rows.get(`${dy} ${dz}`) ?? { dy, dz, first: dx, last: dx }
    const [first, last] = [Math.min(known.first, dx), Math.max(known.last, dx)]
    rows.set(`${dy} ${dz}`, Object.freeze({ dy, dz, first, last }))
  }
  return Object.freeze({
    name,
    dimensions: tables[0]!.dimensions,
    offsets,
    rowsBefore: Object.freeze([...rows.values()]),
  })
}
