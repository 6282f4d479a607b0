/** A smaller world that is ticked like a large one, for measurements that the large one is too much for. */
import { countCells, type Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'
import type { RuleProgram } from '../rules/program/program.ts'
import { gatheringsOf } from '../rules/program/program-topology.ts'

type Axis = keyof Size

const AXES: readonly Axis[] = ['x', 'y', 'z']

/** The part of a kernel's setup that says where its cells are. */
interface PlaceSetup {
  readonly size: Size
  readonly topology: Topology
}

/**
 * The same setup with the longest axes halved until there are at most `maxCells` cells; the setup
 * itself where there are no more. Axes stay multiples of the programs' blocks, even where a Klein
 * bottle wants that, and a sphere stays a square.
 *
 * @param programs all that run there.
 * @param maxCells at least 2^16, so that no axis gets shorter than what is gathered.
 */
export function buildStandIn<Setup extends PlaceSetup>(
  setup: Setup,
  programs: readonly RuleProgram[],
  maxCells: number,
): Setup {
  let { size } = setup
  while (countCells(size) > maxCells) size = halveLongest(size, setup.topology, programs)
  return size === setup.size ? setup : { ...setup, size, topology: fitShift(size, setup.topology) }
}

function halveLongest(size: Size, topology: Topology, programs: readonly RuleProgram[]): Size {
  const longest = AXES.reduce((best, axis) => (size[axis] > size[best] ? axis : best))
  const half = halve(size[longest], grainOf(longest, topology, programs))
  return topology.kind === 'sphere' ? { ...size, x: half, y: half } : { ...size, [longest]: half }
}

function halve(cells: number, grain: number): number {
  return Math.max(1, Math.floor(cells / 2 / grain)) * grain
}

/** What the length of an axis stays a multiple of. */
function grainOf(axis: Axis, topology: Topology, programs: readonly RuleProgram[]): number {
  const blocks = programs
    .flatMap(gatheringsOf)
    .map((gathering) => (gathering.kind === 'block' ? gathering.sizeCells[axis] : 1))
  const evenness = topology.kind === 'klein' ? 2 : 1
  return [...new Set(blocks)].reduce((grain, cells) => grain * cells, evenness)
}

/** A shift stays shorter than its axis. */
function fitShift(size: Size, topology: Topology): Topology {
  if (topology.kind !== 'shifted-torus') return topology
  const { along, shiftCells } = topology
  const most = size[along] - 1
  return { ...topology, shiftCells: Math.max(-most, Math.min(most, shiftCells)) }
}
