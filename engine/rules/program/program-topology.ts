/** Which topologies a program can run in. */
import { TopologyError } from '../../lattice/errors.ts'
import type { NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import type { Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import { assertTopology } from '../../lattice/topology-check.ts'
import type { Gathering, RuleProgram } from './program.ts'

/** Everything a program gathers, in the order of its nodes. */
export function gatheringsOf(program: RuleProgram): Gathering[] {
  return program.nodes.flatMap((node) => (node.op === 'partition' ? [node.gathering] : []))
}

/** The neighborhoods a program looks at, in the order of its nodes. */
export function neighborhoodsOf(program: RuleProgram): NeighborhoodSpec[] {
  return gatheringsOf(program).flatMap((gathering) =>
    gathering.kind === 'neighborhood' ? [gathering.neighborhood] : [],
  )
}

/**
 * Checks that a topology fits a world and everything the program that runs in it gathers, and
 * gives it back.
 *
 * Blocks run in a box, whatever its size, and on a torus that they divide evenly.
 *
 * @throws {TopologyError} saying what the topology wants.
 */
export function assertProgramTopology(
  size: Size,
  topology: Topology,
  program: RuleProgram,
): Topology {
  for (const neighborhood of neighborhoodsOf(program)) assertTopology(size, topology, neighborhood)
  for (const gathering of gatheringsOf(program)) {
    if (gathering.kind !== 'block' || topology.kind === 'box') continue
    const { x, y, z } = gathering.sizeCells
    const isEven = size.x % x === 0 && size.y % y === 0 && size.z % z === 0
    if (topology.kind !== 'torus' || !isEven) {
      const wanted = `blocks of ${x} x ${y} x ${z} cells want a box, or a torus they divide evenly`
      throw new TopologyError({ topology: topology.kind, size, wanted })
    }
  }
  return topology
}
