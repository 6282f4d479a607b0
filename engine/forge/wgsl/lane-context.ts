/** What the writers of a lane shader share: the program in its world, and the code written so far. */
import type { Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import type { Gathering, NodeId, ProgramNode, RuleProgram } from '../../rules/program/program.ts'
import { liveNodesFrom } from '../../rules/program/program-graph.ts'
import type { LanePlaces } from './lane-places.ts'
import { TableStore } from './table-store.ts'

export type BlockGathering = Extract<Gathering, { readonly kind: 'block' }>

/** A node that takes something from a partition, with its id. */
type PartitionUser = readonly [NodeId, Extract<ProgramNode, { readonly partition: NodeId }>]

/** A program in its world, and what of it a shader makes. */
export interface LaneWorld {
  /** Of its next values, those are made that have a place to go to. */
  readonly program: RuleProgram
  readonly size: Size
  readonly topology: Topology
  readonly seed: bigint
  readonly places: LanePlaces
  /** Nodes whose values are added up over all cells. */
  readonly tallies: readonly NodeId[]
  /** Number of the first of them among all totals. */
  readonly firstTotal: number
}

/** Code of one cell, line by line, and what its lines refer to. */
export class LaneContext {
  readonly world: LaneWorld
  readonly live: ReadonlySet<NodeId>
  readonly tables = new TableStore()
  readonly lines: string[] = []
  /** Block gatherings whose corners the host gives with every step, in its order. */
  readonly blocks: BlockGathering[] = []
  readonly #users = new Map<NodeId, PartitionUser[]>()
  readonly #declared = new Set<string>()

  constructor(world: LaneWorld) {
    this.world = world
    this.live = liveNodesFrom(world.program.nodes, outputsOf(world))
    for (const [id, node] of world.program.nodes.entries()) {
      if (!('partition' in node) || !this.live.has(id)) continue
      const users = this.#users.get(node.partition) ?? []
      users.push([id, node])
      this.#users.set(node.partition, users)
    }
  }

  /** The live nodes that use a partition, in their order. */
  usersOf(partition: NodeId): readonly PartitionUser[] {
    return this.#users.get(partition) ?? []
  }

  /** Declares a value once for all that use it, and gives its name. */
  declare(name: string, value: () => string): string {
    if (!this.#declared.has(name)) {
      const written = value()
      this.#declared.add(name)
      this.lines.push(`let ${name} = ${written};`)
    }
    return name
  }

  /** Number of a block gathering among those whose corners the host gives. */
  blockNumberOf(block: BlockGathering): number {
    const key = JSON.stringify(block)
    const known = this.blocks.findIndex((other) => JSON.stringify(other) === key)
    return known < 0 ? this.blocks.push(block) - 1 : known
  }
}

/** The nodes whose values leave a cell. */
function outputsOf({ program, places, tallies }: LaneWorld): NodeId[] {
  const next = program.next.filter((_, component) => places.components[component]?.target)
  return [...next, ...program.writes.map(({ value }) => value), ...tallies]
}
