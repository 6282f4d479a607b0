/** Who looks at a run on its way, between two ticks, without changing it. */
import type { Simulation } from './simulation.ts'

export interface RunVisitor {
  /** The first tick that it wants to look at, `tick` or later; infinite where there is none. */
  nextTick(tick: number): number
  /** Whether it wants to look now, wherever the run has come to; asked between two slices. */
  isDue?(): boolean
  visit(simulation: Simulation): Promise<void>
}

/** The first tick behind this one at which one of them wants to look. */
export function nextVisitAfter(visitors: readonly RunVisitor[], tick: number): number {
  return visitors.reduce(
    (next, visitor) => Math.min(next, visitor.nextTick(tick + 1)),
    Number.POSITIVE_INFINITY,
  )
}

/** Shows the present state to all who want to see it, one after another. */
export async function visitNow(
  visitors: readonly RunVisitor[],
  simulation: Simulation,
): Promise<void> {
  for (const visitor of visitors) {
    const { tick } = simulation
    if (visitor.nextTick(tick) === tick || visitor.isDue?.()) await visitor.visit(simulation)
  }
}
