/** The parts of a graph in which everything can be reached from everything. */

interface Edge {
  readonly from: number
  readonly to: number
}

/**
 * The strongly connected components of at least two nodes, as sets of nodes.
 *
 * Tarjan's algorithm, with a stack of its own in place of recursion: R. Tarjan, "Depth-first search
 * and linear graph algorithms", SIAM Journal on Computing 1, 1972, 146-160.
 */
export function strongComponents(edges: readonly Edge[]): readonly ReadonlySet<number>[] {
  const targets = new Map<number, number[]>()
  for (const { from, to } of edges) {
    const others = targets.get(from)
    if (others === undefined) targets.set(from, [to])
    else others.push(to)
  }
  const order = new Map<number, number>()
  const lowest = new Map<number, number>()
  const stack: number[] = []
  const isOnStack = new Set<number>()
  const components: Set<number>[] = []
  const enter = (node: number, path: { node: number; next: number }[]) => {
    lowest.set(node, order.size)
    order.set(node, order.size)
    stack.push(node)
    isOnStack.add(node)
    path.push({ node, next: 0 })
  }
  const lower = (node: number, to: number) => lowest.set(node, Math.min(lowest.get(node)!, to))
  for (const root of targets.keys()) {
    if (order.has(root)) continue
    const path: { node: number; next: number }[] = []
    enter(root, path)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = targets.get(top.node)?.[top.next++]
      if (to !== undefined) {
        if (!order.has(to)) enter(to, path)
        else if (isOnStack.has(to)) lower(top.node, order.get(to)!)
        continue
      }
      path.pop()
      const parent = path.at(-1)
      if (parent !== undefined) lower(parent.node, lowest.get(top.node)!)
      if (lowest.get(top.node) !== order.get(top.node)) continue
      const component = new Set(stack.splice(stack.indexOf(top.node)))
      for (const node of component) isOnStack.delete(node)
      if (component.size > 1) components.push(component)
    }
  }
  return components
}
