/**
 * Puts many things of one kind that stand in the same layer together, so that a graph of hundreds is still one that
 * people can read: a run with three hundred metrics has one box for them. What is looked at stands by itself.
 */
import type { ShownEdge, ShownLineage, ShownNode } from './lineage-answers.ts'
import { layerNodes } from './place-nodes.ts'

/** So many of one kind stand by themselves in a layer. */
const MAX_ALONE = 5

/** Things that are drawn as one. */
export interface NodeGroup {
  readonly id: string
  readonly kind: string
  readonly members: readonly ShownNode[]
}

export interface GroupedLineage {
  /** What is drawn by itself. */
  readonly nodes: ReadonlyMap<string, ShownNode>
  readonly groups: ReadonlyMap<string, NodeGroup>
  /** Between nodes and groups, each once. */
  readonly edges: readonly ShownEdge[]
}

/**
 * Groups what is shown.
 *
 * @param alone names of things that are in no group.
 * @param opened names of groups whose members stand by themselves.
 */
export function groupNodes(
  { nodes, edges }: Pick<ShownLineage, 'nodes' | 'edges'>,
  alone: ReadonlySet<string>,
  opened: ReadonlySet<string>,
): GroupedLineage {
  const layerOf = layerNodes([...nodes.keys()], edges)
  const gathered = Map.groupBy(
    [...nodes.values()].filter(({ id }) => !alone.has(id)),
    ({ id, kind }) => nameGroup(layerOf.get(id)!, kind),
  )
  const groups = new Map<string, NodeGroup>()
  const nameOf = new Map<string, string>()
  for (const [id, members] of gathered) {
    if (members.length <= MAX_ALONE || opened.has(id)) continue
    groups.set(id, { id, kind: members[0]!.kind, members })
    for (const member of members) nameOf.set(member.id, id)
  }
  const joined = new Map<string, ShownEdge>()
  for (const { from, to, role } of edges) {
    const edge = { from: nameOf.get(from) ?? from, to: nameOf.get(to) ?? to, role }
    joined.set(`${edge.from}\n${edge.to}`, edge)
  }
  return {
    nodes: new Map([...nodes].filter(([id]) => !nameOf.has(id))),
    groups,
    edges: [...joined.values()],
  }
}

/** No node has such a name, since none is of a kind `group`. */
function nameGroup(layer: number, kind: string): string {
  return `group:${layer}:${kind}`
}

/** How many of each state there are: `30 completed, 4 failed`; empty where they have none. */
export function countStates({ members }: NodeGroup): string {
  const states = Map.groupBy(members, ({ attributes }) =>
    typeof attributes.state === 'string' ? attributes.state : '',
  )
  states.delete('')
  return [...states].map(([state, { length }]) => `${length} ${state}`).join(', ')
}
