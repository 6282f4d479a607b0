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
/** More edges than that leave no time for more: few of them can be told from each other anyway. */
const MANY_EDGES = 800
const FEW_SWEEPS = 2

/** Places all nodes; an id that is given twice counts once, an edge to a node that is not there not at all. */
export function placeNodes(ids: readonly string[], edges: readonly GraphEdge[]): Layout {
  const nodes = [...new Set(ids)]
  const forward = listForwardEdges(nodes, edges)
  const layerOf = findLayers(nodes, forward)
  const count = Math.max(0, ...layerOf.values()) + 1
  const first = Array.from({ length: nodes.length === 0 ? 0 : count }, (): string[] => [])
  for (const id of nodes) first[layerOf.get(id)!]!.push(id)
  return { layers: findBestOrder(first, forward), edges: forward }
}

/** Leaves out what would lead back, which a record of the past has none of, but an answer might. */
function listForwardEdges(nodes: readonly string[], edges: readonly GraphEdge[]): GraphEdge[] {
  const known = new Set(nodes)
  const seen = new Set<string>()
  const given = edges.filter(({ from, to }) => {
    const name = `${from}\n${to}`
    if (from === to || !known.has(from) || !known.has(to) || seen.has(name)) return false
    seen.add(name)
    return true
  })
  const sound = given.map(({ from, to }) => ({ from, to }))
  if (sortByParents(nodes, sound).length === nodes.length) return sound
  const childrenOf = new Map<string, Set<string>>()
  return sound.filter(({ from, to }) => {
    if (reaches(childrenOf, to, from)) return false
    childrenOf.set(from, (childrenOf.get(from) ?? new Set()).add(to))
    return true
  })
}

/** The nodes, each behind all of its parents; what is in a circle, or behind one, is not among them. */
function sortByParents(nodes: readonly string[], edges: readonly GraphEdge[]): readonly string[] {
  const waiting = new Map(nodes.map((id) => [id, 0]))
  for (const { to } of edges) waiting.set(to, waiting.get(to)! + 1)
  const childrenOf = groupBy(edges, 'from', 'to')
  const ready = nodes.filter((id) => waiting.get(id) === 0)
  for (const id of ready) {
    for (const child of childrenOf.get(id) ?? []) {
      const left = waiting.get(child)! - 1
      waiting.set(child, left)
      if (left === 0) ready.push(child)
    }
  }
  return ready
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
  const layerOf = new Map(nodes.map((id) => [id, 0]))
  const childrenOf = groupBy(edges, 'from', 'to')
  for (const id of sortByParents(nodes, edges)) {
    const behind = layerOf.get(id)! + 1
    for (const child of childrenOf.get(id) ?? []) {
      layerOf.set(child, Math.max(layerOf.get(child)!, behind))
    }
  }
  const hasParent = new Set(edges.map(({ to }) => to))
  for (const [id, children] of childrenOf) {
    if (hasParent.has(id)) continue
    layerOf.set(id, Math.min(...children.map((child) => layerOf.get(child)!)) - 1)
  }
  return layerOf
}

/** The layer of each node, 0 at the left, as `placeNodes` places it. */
export function layerNodes(
  ids: readonly string[],
  edges: readonly GraphEdge[],
): ReadonlyMap<string, number> {
  const nodes = [...new Set(ids)]
  return findLayers(nodes, listForwardEdges(nodes, edges))
}

function findBestOrder(first: readonly (readonly string[])[], edges: readonly GraphEdge[]) {
  let order = first
  let best = first
  let fewest = countCrossings(first, edges)
  const parentsOf = groupBy(edges, 'to', 'from')
  const childrenOf = groupBy(edges, 'from', 'to')
  for (
    let sweep = 0;
    sweep < (edges.length > MANY_EDGES ? FEW_SWEEPS : SWEEPS) && fewest > 0;
    sweep++
  ) {
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

/**
 * Pairs of edges that cross each other, of those that begin and end in the same two layers: the inversions of the ends
 * in the order of the beginnings, counted by a tree of partial sums (Barth, Jünger, Mutzel 2002, "Simple and efficient
 * bilayer cross counting").
 */
export function countCrossings(
  layers: readonly (readonly string[])[],
  edges: readonly GraphEdge[],
): number {
  const placeOf = new Map(
    layers.flatMap((layer, column) => layer.map((id, row) => [id, { column, row }] as const)),
  )
  const between = new Map<number, (readonly [from: number, to: number])[]>()
  for (const { from, to } of edges) {
    const [a, b] = [placeOf.get(from)!, placeOf.get(to)!]
    const name = a.column * layers.length + b.column
    const rows = between.get(name)
    if (rows === undefined) between.set(name, [[a.row, b.row]])
    else rows.push([a.row, b.row])
  }
  let crossings = 0
  for (const rows of between.values()) crossings += countInversions(rows)
  return crossings
}

function countInversions(rows: readonly (readonly [from: number, to: number])[]): number {
  const sorted = rows.toSorted((one, other) => one[0] - other[0] || one[1] - other[1])
  const sums = new Uint32Array(2 + Math.max(0, ...rows.map(([, to]) => to)))
  let inversions = 0
  for (const [before, [, to]] of sorted.entries()) {
    let notBelow = 0
    for (let place = to + 1; place > 0; place -= place & -place) notBelow += sums[place]!
    inversions += before - notBelow
    for (let place = to + 1; place < sums.length; place += place & -place) sums[place]!++
  }
  return inversions
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
