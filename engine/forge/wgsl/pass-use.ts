/** What the passes of a lattice do with its components: which they read, change and move. */

import type { LatticePass } from '../../rules/program/lattice-program.ts'
import type { NodeId } from '../../rules/program/program.ts'
import { liveNodesFrom } from '../../rules/program/program-graph.ts'

/** What a pass does with each component. */
export interface PassUse {
  readonly pass: LatticePass
  /** Those that it does not leave as they are. */
  readonly changed: readonly number[]
  /** Those that are written to their other place. */
  readonly moved: ReadonlySet<number>
  /** Number of its first tally among all of the lattice. */
  readonly firstTotal: number
}

/**
 * What each pass does, in order.
 *
 * @param passes in their simplest form.
 * @param split those that are made in several steps: all that they change moves.
 */
export function listUses(
  passes: readonly LatticePass[],
  split: ReadonlySet<LatticePass>,
): PassUse[] {
  let firstTotal = 0
  return passes.map((pass) => {
    const { program, tallies } = pass
    const changed = program.next.flatMap((_, component) => {
      return isKept(pass, component) ? [] : [component]
    })
    const { gathered } = readsOf(pass, changed, valuesOf(pass))
    const moved = new Set(changed.filter((c) => split.has(pass) || gathered.has(c)))
    const use = { pass, changed, moved, firstTotal }
    firstTotal += tallies.length
    return use
  })
}

/** The nodes that a pass tallies. */
export function valuesOf({ tallies }: LatticePass): NodeId[] {
  return tallies.map(({ value }) => value)
}

/**
 * The components that what a pass makes of some components, and some of its nodes, come from: all of
 * them, and those that are gathered from other cells.
 */
export function readsOf(
  { program }: LatticePass,
  made: readonly number[],
  values: readonly NodeId[],
): { readonly read: ReadonlySet<number>; readonly gathered: ReadonlySet<number> } {
  const outputs = [...made.map((component) => program.next[component]!), ...values]
  const read = new Set<number>()
  const gathered = new Set<number>()
  for (const id of liveNodesFrom(program.nodes, outputs)) {
    const node = program.nodes[id]!
    if (node.op === 'own' || node.op === 'partition') read.add(node.component)
    if (node.op === 'partition') gathered.add(node.component)
  }
  return { read, gathered }
}

/** Tells whether a pass leaves a component as it is. */
export function isKept({ program }: LatticePass, component: number): boolean {
  const node = program.nodes[program.next[component]!]!
  return node.op === 'own' && node.component === component
}

/** How often a component moves in some passes. */
export function countMoves(uses: readonly PassUse[], component: number): number {
  return uses.filter(({ moved }) => moved.has(component)).length
}
