/** Histograms and clusters of a simulation's present state. Looking never changes a run. */
import { countCells, isUnbounded } from '../lattice/size.ts'
import { BOX } from '../lattice/topology.ts'
import {
  type Connectivity,
  connectivityOf,
  parseConnectivity,
  widestConnectivity,
} from '../metrics/clusters/connectivity.ts'
import { type ClusteredState, labelClusters } from '../metrics/clusters/label-clusters.ts'
import { listClusters } from '../metrics/clusters/list-clusters.ts'
import { AROUND } from '../metrics/clusters-metric.ts'
import {
  type Histogram,
  histogramOfCounts,
  histogramOfSizes,
  histogramOfValues,
} from '../metrics/histogram.ts'
import type { ClusterReport, HistogramReport, HistogramSubject } from '../protocol/analysis-api.ts'
import { requirePlane } from './find-plane.ts'
import { readState } from './readable-state.ts'
import { statesOf } from './run-meter.ts'
import type { Simulation } from './simulation.ts'

/**
 * How often what is asked for occurs in the present state.
 *
 * @throws {NoSuchFieldError} when the run has no such plane.
 * @throws {ClusterError} for a connectivity that does not fit, or a world that is too large.
 */
export async function countPresent(
  simulation: Simulation,
  subject: HistogramSubject,
): Promise<HistogramReport> {
  const { tick } = simulation
  return { tick, ...(await histogramOf(simulation, subject)) }
}

async function histogramOf(simulation: Simulation, subject: HistogramSubject): Promise<Histogram> {
  switch (subject.kind) {
    case 'states': {
      const counts = await simulation.counts()
      return histogramOfCounts(counts.slice(0, statesOf(simulation.run, simulation.rule)))
    }
    case 'plane': {
      const { plane, unit } = requirePlane(simulation, subject.name)
      const values = new Int32Array(countCells(simulation.run.size))
      await simulation.readPlane(plane, values)
      return histogramOfValues(values, unit)
    }
    case 'clusters': {
      const { state } = await readClustered(simulation)
      return histogramOfSizes(
        labelClusters(state, resolveConnectivity(state, subject.connectivity)).sizes,
      )
    }
    default:
      return subject satisfies never
  }
}

/**
 * The clusters of the present state.
 *
 * @throws {ClusterError} for a connectivity that does not fit, or a world that is too large.
 */
export async function reportClusters(
  simulation: Simulation,
  connectivityName: string,
): Promise<ClusterReport> {
  const { tick } = simulation
  const { state, at } = await readClustered(simulation)
  const connectivity = resolveConnectivity(state, connectivityName)
  const { count, percolates, sizes, rows } = listClusters(state, connectivity)
  return {
    tick,
    connectivity: connectivity.name,
    count,
    cells: sizes.reduce((sum, size) => sum + size, 0),
    percolates,
    rows: rows.map(({ cells, site, box }) => ({
      cells,
      site: { x: site.x + at.x, y: site.y + at.y, z: site.z + at.z },
      box: { ...box, x: box.x + at.x, y: box.y + at.y, z: box.z + at.z },
    })),
  }
}

/** Of a world without an end the box of all that is not background, which is measured as a box. */
async function readClustered(simulation: Simulation) {
  const { size, topology } = simulation.run
  const { box, cells } = await readState(simulation)
  const state: ClusteredState = {
    size: box.size,
    topology: isUnbounded(size) ? BOX : topology,
    cells,
  }
  return { state, at: box }
}

function resolveConnectivity({ size }: ClusteredState, name: string): Connectivity {
  const axes = size.z > 1 ? 3 : size.y > 1 ? 2 : 1
  return connectivityOf(name === AROUND ? widestConnectivity(axes) : parseConnectivity(name))
}
