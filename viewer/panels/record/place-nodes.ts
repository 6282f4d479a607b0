/**
 * Places the nodes of a graph of lineage in layers, so that what came first stands at the left and every edge goes to the right.
 *
 * Layers by longest path, then sweeps that put each node at the mean place of its neighbors in the layer before or
 * behind (Sugiyama, Tagawa, Toda 1981, "Methods for visual understanding of hierarchical system structures"); of the
 * orders that were seen, the one with the fewest crossings. The same graph always comes out the same.
 */

export interface GraphEdge {
  /** What came first. */
  readonly from: string
  readonly to: string
}

export interface Layout {
  /** The nodes of each layer from top to bottom; layer 0 is at the left. */
  readonly layers: readonly (readonly string[])[]
  /** Edges between nodes that are there, each once; without those that would close a circle. */
  readonly edges: readonly GraphEdge[]
}

const SWEEPS = 6

/** Places all nodes; an id that is given twice counts once, an edge to a node that is not there not at all. */
export function placeNodes(ids: readonly string[], edges: readonly GraphEdge[]): Layout {
  const nodes = [...new Set(ids)]
  const forward = listForwardEdges(nodes, edges)
  const layerOf = findLayers(nodes, forward)
  const count = Math.max(0, ...layerOf.values()) + 1
  const first = Array.from({ length: nodes.length === 0 ? 0 : count }, (_, layer) =>
    nodes.filter((id) => layerOf.get(id) === layer),
  )
  return { layers: findBestOrder(first, forward), edges: forward }
}

/** Leaves out what would lead back, which a record of the past has none of, but an answer might. */
function listForwardEdges(nodes: readonly string[], edges: readonly GraphEdge[]): GraphEdge[] {
  const known = new Set(nodes)
  const childrenOf = new Map<string, Set<string>>()
  const kept: GraphEdge[] = []
  for (const { from, to } of edges) {
    if (!known.has(from) || !known.has(to)) continue
    if (childrenOf.get(from)?.has(to) || reaches(childrenOf, to, from)) continue
    childrenOf.set(from, (childrenOf.get(from) ?? new Set()).add(to))
    kept.push({ from, to })
  }
  return kept
}

function reaches(
  childrenOf: ReadonlyMap<string, ReadonlySet<string>>,
  start: string,
  goal: string,
): boolean {
  const seen = new Set([start])
  for (const id of seen) {
    if (id === goal) return true
    for (const child of childrenOf.get(id) ?? []) seen.add(child)
  }
  return false
}

/** Each node one layer behind the last of its parents; one without parents just before its first child. */
function findLayers(nodes: readonly string[], edges: readonly GraphEdge[]): Map<string, number> {
  const waiting = new Map(nodes.map((id) => [id, 0]))
  for (const { to } of edges) waiting.set(to, (waiting.get(to) ?? 0) + 1)
  const layerOf = new Map(nodes.map((id) => [id, 0]))
  const childrenOf = groupBy(edges, 'from', 'to')
  const ready = nodes.filter((id) => waiting.get(id) === 0)
  for (const id of ready) {
    for (const child of childrenOf.get(id) ?? []) {
      layerOf.set(child, Math.max(layerOf.get(child) ?? 0, (layerOf.get(id) ?? 0) + 1))
      const left = (waiting.get(child) ?? 0) - 1
      waiting.set(child, left)
      if (left === 0) ready.push(child)
    }
  }
  const hasParent = new Set(edges.map(({ to }) => to))
  for (const [id, children] of childrenOf) {
    if (hasParent.has(id)) continue
    layerOf.set(id, Math.min(...children.map((child) => layerOf.get(child) ?? 1)) - 1)
  }
  return layerOf
}

function findBestOrder(first: readonly (readonly string[])[], edges: readonly GraphEdge[]) {
  let order = first
  let best = first
  let fewest = countCrossings(first, edges)
  const parentsOf = groupBy(edges, 'to', 'from')
  const childrenOf = groupBy(edges, 'from', 'to')
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    order =
      sweep % 2 === 0
        ? sortBy(order, parentsOf)
        : sortBy(order.toReversed(), childrenOf).toReversed()
    const crossings = countCrossings(order, edges)
    if (crossings < fewest) [best, fewest] = [order, crossings]
  }
  return best
}

/** Goes through the layers; each node stands by the mean of its neighbors in those that are done. */
function sortBy(
  layers: readonly (readonly string[])[],
  neighborsOf: ReadonlyMap<string, readonly string[]>,
): readonly (readonly string[])[] {
  const placeOf = new Map<string, number>()
  return layers.map((layer) => {
    const wishOf = new Map(
      layer.map((id, row) => {
        const places = (neighborsOf.get(id) ?? []).flatMap((each) => placeOf.get(each) ?? [])
        const sum = places.reduce((total, place) => total + place, 0)
        return [id, places.length === 0 ? row / layer.length : sum / places.length] as const
      }),
    )
    const sorted = layer.toSorted((a, b) => wishOf.get(a)! - wishOf.get(b)!)
    for (const [row, id] of sorted.entries()) placeOf.set(id, (row + 0.5) / sorted.length)
    return sorted
  })
}

/** Pairs of edges that cross each other, of those that begin and end in the same two layers. */
export function countCrossings(
  layers: readonly (readonly string[])[],
  edges: readonly GraphEdge[],
): number {
  const placeOf = new Map(
    layers.flatMap((layer, column) => layer.map((id, row) => [id, { column, row }] as const)),
  )
  const placed = edges.map(({ from, to }) => [placeOf.get(from)!, placeOf.get(to)!] as const)
  let crossings = 0
  for (const [number, [from, to]] of placed.entries()) {
    for (const [otherFrom, otherTo] of placed.slice(number + 1)) {
      if (from.column !== otherFrom.column || to.column !== otherTo.column) continue
      if ((from.row - otherFrom.row) * (to.row - otherTo.row) < 0) crossings++
    }
  }
  return crossings
}

function groupBy(edges: readonly GraphEdge[], key: 'from' | 'to', value: 'from' | 'to') {
  const groups = new Map<string, string[]>()
  for (const edge of edges) {
    const group = groups.get(edge[key])
    if (group === undefined) groups.set(edge[key], [edge[value]])
    else group.push(edge[value])
  }
  return groups
}

/** A way from one node to the next by an arrow key. */
export type Step = 'left' | 'right' | 'up' | 'down'

/** The node that a step leads to: a parent, a child, or the next of the same layer; undefined where there is none. */
export function walk({ layers, edges }: Layout, from: string, step: Step): string | undefined {
  const column = layers.findIndex((layer) => layer.includes(from))
  const layer = layers[column] ?? []
  const row = layer.indexOf(from)
  if (step === 'up' || step === 'down') return layer[row + (step === 'up' ? -1 : 1)]
  const linked = new Set(
    step === 'left'
      ? edges.filter((edge) => edge.to === from).map((edge) => edge.from)
      : edges.filter((edge) => edge.from === from).map((edge) => edge.to),
  )
  const columns = step === 'left' ? layers.slice(0, column).toReversed() : layers.slice(column + 1)
  for (const others of columns) {
    const middle = ((row + 0.5) / layer.length) * others.length - 0.5
    const near = (id: string) => Math.abs(others.indexOf(id) - middle)
    const [nearest] = others.filter((id) => linked.has(id)).toSorted((a, b) => near(a) - near(b))
    if (nearest !== undefined) return nearest
  }
  return undefined
}
