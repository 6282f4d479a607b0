/** What the writers of a lane shader share: the program in its world, and the code written so far. */
import type { Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import type { Gathering, NodeId, ProgramNode, RuleProgram } from '../../rules/program/program.ts'
import { liveNodesOf } from '../../rules/program/program-graph.ts'
import type { BankGroup, LaneLayout, PlanePlace } from './lane-layout.ts'
import { TableStore } from './table-store.ts'

export type BlockGathering = Extract<Gathering, { readonly kind: 'block' }>

/** A node that takes something from a partition, with its id. */
type PartitionUser = readonly [NodeId, Extract<ProgramNode, { readonly partition: NodeId }>]

export interface LaneWorld {
  readonly program: RuleProgram
  readonly size: Size
  readonly topology: Topology
  readonly seed: bigint
  readonly layout: LaneLayout
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
    this.live = liveNodesOf(world.program)
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

/** Names of a bank's buffers: where a tick reads, and where it writes. */
export function bankNames(group: BankGroup, bank: number): { source: string; target: string } {
  return group === 'state'
    ? { source: `source_${bank}`, target: `target_${bank}` }
    : { source: `constants_${bank}`, target: `constants_${bank}` }
}

/** An expression for a word of a plane. */
export function wordOf({ group, bank, firstWord }: PlanePlace, index: string): string {
  return `${bankNames(group, bank).source}[${firstWord}u + ${index}]`
}
