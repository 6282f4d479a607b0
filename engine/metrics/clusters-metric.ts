/** Clusters as a metric: how many there are, how large, and whether one goes across. */
import { MAX_CLUSTERED_CELLS } from './clusters/bands.ts'
import { summarizeSizes } from './clusters/cluster-sizes.ts'
import {
  CONNECTIVITY_NAMES,
  connectivityOf,
  parseConnectivity,
  widestConnectivity,
} from './clusters/connectivity.ts'
import { labelClusters } from './clusters/label-clusters.ts'
import { axesOf } from './measured-axes.ts'
import type { Metric } from './metric.ts'

/** All cells around, in a world of any dimensions: the name that is no connectivity's. */
export const AROUND = 'around'

/** After a connectivity: cells are also to be in the same state. */
const SAME = '.same'

const CHOICES = [AROUND, ...CONNECTIVITY_NAMES].flatMap((name) => [name, `${name}${SAME}`])

const nameOf = (parameter: string) =>
  parameter.endsWith(SAME) ? parameter.slice(0, -SAME.length) : parameter

export const CLUSTERS: Metric = Object.freeze<Metric>({
  name: 'clusters',
  outputs: [
    {
      key: 'clusters.CONNECTIVITY.count',
      unit: '1',
      definition:
        'connected components of the cells that are not in state 0, next to each other by CONNECTIVITY, across joined faces; with .same behind it, of those in the same state',
    },
    { key: 'clusters.CONNECTIVITY.largest', unit: 'cells', definition: 'cells of the largest' },
    {
      key: 'clusters.CONNECTIVITY.mean',
      unit: 'cells',
      definition: 'cells of a cluster, on average',
    },
    {
      key: 'clusters.CONNECTIVITY.second-moment',
      unit: 'cells^2',
      definition: 'the mean of the squares of their cells',
    },
    {
      key: 'clusters.CONNECTIVITY.percolates',
      unit: '1',
      definition:
        '1 where one reaches from face to face of a box, or closes a loop around a world whose faces are joined, on a torus along an axis of more than one cell; else 0',
    },
  ],
  source: 'D. Stauffer, A. Aharony, Introduction to Percolation Theory (1994)',
  needs: ['cells'],
  parameter: {
    about: 'what is next to a cell',
    fallback: AROUND,
    choices: Object.freeze(CHOICES),
  },
  findObstacle({ size }, parameter) {
    const axes = axesOf(size).length
    const name = nameOf(parameter)
    if (size.x * size.y * size.z > MAX_CLUSTERED_CELLS) return 'it has too many cells'
    if (name === AROUND || connectivityOf(parseConnectivity(name)).dimensions >= axes)
      return undefined
    return `${name} is of fewer dimensions than the world`
  },
  measure({ size, topology, cells, states }, parameter) {
    const axes = size.z > 1 ? 3 : size.y > 1 ? 2 : 1
    const name = nameOf(parameter)
    const connectivity = connectivityOf(
      name === AROUND ? widestConnectivity(axes) : parseConnectivity(name),
    )
    if (connectivity.dimensions < axes || size.x * size.y * size.z > MAX_CLUSTERED_CELLS) return {}
    const likeness = parameter.endsWith(SAME) && states > 2 ? 'same-state' : 'alive'
    const { count, sizes, percolates } = labelClusters(
      { size, topology, cells },
      connectivity,
      likeness,
    )
    const { largest, mean, secondMoment } = summarizeSizes(sizes)
    return {
      [`clusters.${parameter}.count`]: count,
      [`clusters.${parameter}.largest`]: largest,
      [`clusters.${parameter}.mean`]: mean,
      [`clusters.${parameter}.second-moment`]: secondMoment,
      [`clusters.${parameter}.percolates`]: percolates.x || percolates.y || percolates.z ? 1 : 0,
    }
  },
})
