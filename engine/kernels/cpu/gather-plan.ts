/** Chooses how a CPU kernel lays out its planes and gathers what cells see, for one setup. */
import {
  buildNeighborhood,
  type NeighborhoodSpec,
  type NeighborhoodTable,
  reachOf,
} from '../../lattice/neighborhood.ts'
import type { ProgramForm } from '../../rules/program/program-form.ts'
import { KernelUnsupportedError } from '../errors.ts'
import type { KernelSetup } from '../kernel.ts'
import { createCircleGatherer } from './circle-gatherer.ts'
import { createDiamondGatherer } from './diamond-gatherer.ts'
import {
  buildBorderRuns,
  buildGridLayout,
  countBorderCells,
  type GridLayout,
  MAX_BORDER_CELLS,
} from './grid-layout.ts'
import {
  createMoore2dGatherer,
  createMoore2dIndexer,
  createMoore3dGatherer,
} from './moore-gatherers.ts'
import { createOffsetIndexer, createOffsetSummer } from './offset-gatherers.ts'
import type { RowGatherer } from './row-gatherer.ts'
import { createWindowGatherer } from './window-gatherer.ts'

/** The forms this kernel runs. */
export type TableForm = Exclude<ProgramForm, { readonly kind: 'general' }>

export interface GatherPlan {
  readonly layout: GridLayout
  /** Copied before each tick; see `fillBorder`. */
  readonly borderRuns: Int32Array
  readonly gatherer: RowGatherer
}

/**
 * Plans the first half of a tick.
 *
 * Sums over the shapes that have a radius are carried from row to row and need no border. All
 * else looks at constant offsets inside one.
 *
 * @throws {KernelUnsupportedError} when the border would have more than MAX_BORDER_CELLS cells.
 */
export function buildGatherPlan(setup: KernelSetup, form: TableForm): GatherPlan {
  const { size, topology, rule } = setup
  const sliding = createSlidingGatherer(setup, form)
  if (sliding !== undefined) {
    const layout = buildGridLayout(size, { x: 0, y: 0, z: 0 })
    return { layout, borderRuns: new Int32Array(0), gatherer: sliding }
  }
  const reach = reachOf(form.neighborhood)
  const layout = buildGridLayout(size, reach)
  if (countBorderCells(layout) > MAX_BORDER_CELLS) {
    throw new KernelUnsupportedError({
      backend: 'cpu',
      rule: rule.canonical,
      reason:
        `around a world of ${size.x} x ${size.y} x ${size.z} cells its border would have more ` +
        `than ${MAX_BORDER_CELLS} cells; a world less long and thin needs less`,
    })
  }
  return {
    layout,
    borderRuns: buildBorderRuns(layout, reach, topology),
    gatherer: createBorderedGatherer(form, layout, buildNeighborhood(form.neighborhood)),
  }
}

/** The gatherer of a shape with a radius; undefined for other neighborhoods and configurations. */
function createSlidingGatherer(
  { size, topology }: KernelSetup,
  { kind, neighborhood }: TableForm,
): RowGatherer | undefined {
  if (kind === 'configuration') return undefined
  const isTorus = topology.kind === 'torus'
  switch (neighborhood.kind) {
    case 'segment':
      return createWindowGatherer(size, isTorus, neighborhood.radiusCells, 0)
    case 'square': {
      const { radiusCells } = neighborhood
      return createWindowGatherer(size, isTorus, radiusCells, radiusCells)
    }
    case 'diamond':
      return createDiamondGatherer(size, isTorus, neighborhood.radiusCells)
    case 'circle':
      return createCircleGatherer(size, isTorus, neighborhood.radiusCells)
    case 'named':
    case 'offsets':
      return undefined
    default:
      return neighborhood satisfies never
  }
}

function createBorderedGatherer(
  { kind, neighborhood }: TableForm,
  layout: GridLayout,
  table: NeighborhoodTable,
): RowGatherer {
  switch (kind) {
    case 'counting':
      if (isNamed(neighborhood, 'moore-2d')) return createMoore2dGatherer(layout)
      if (isNamed(neighborhood, 'moore-3d')) return createMoore3dGatherer(layout)
      return createOffsetSummer(layout, table, false)
    case 'configuration':
      if (isNamed(neighborhood, 'moore-2d')) return createMoore2dIndexer(layout)
      return createOffsetIndexer(layout, table)
    case 'totalistic':
      return createOffsetSummer(layout, table, true)
    default:
      return kind satisfies never
  }
}

const isNamed = (spec: NeighborhoodSpec, name: 'moore-2d' | 'moore-3d') =>
  spec.kind === 'named' && spec.name === name
