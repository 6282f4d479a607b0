/** Sets up the code that advances nodes (`advance-code.ts`) for a number of ticks, and runs it. */
import type { BackgroundStep } from './background-plan.ts'
import { MAX_LEVEL } from './node-layout.ts'
import type { NodeStore } from './node-store.ts'
import { FIRST_HALF_ADDRESS, HAS_PART_ADDRESS } from './quad-memory.ts'

/** Bits of the largest number of ticks. */
const TICK_BITS = 53

/** What the last advance of a store was, whose results its nodes still hold. */
export interface AdvanceSetup {
  readonly ticks: number
  readonly step: BackgroundStep
}

/**
 * The center of a node, half its side, some ticks later.
 *
 * @param ticks below 2^(level - 2); one where the step is single.
 * @param last the setup of the advance before this one, if there was any since the store's reset.
 */
export function advanceNode(
  store: NodeStore,
  node: number,
  level: number,
  { ticks, step }: AdvanceSetup,
  last: AdvanceSetup | undefined,
): number {
  const { memory, variables, part } = store.instance
  if (ticks !== last?.ticks || step !== last.step) store.startAdvance()
  const firstHalf = new Uint8Array(memory.buffer, FIRST_HALF_ADDRESS, MAX_LEVEL + 1)
  const hasPart = new Uint8Array(memory.buffer, HAS_PART_ADDRESS, MAX_LEVEL + 1)
  let rest = ticks
  for (let nodeLevel = 3; nodeLevel <= MAX_LEVEL; nodeLevel++) {
    const isBitSet = nodeLevel - 3 < TICK_BITS && rest % 2 === 1
    rest = Math.floor(rest / 2)
    firstHalf[nodeLevel] = isBitSet ? 1 : 0
    hasPart[nodeLevel] = isBitSet || hasPart[nodeLevel - 1] === 1 ? 1 : 0
  }
  variables.lastTicks.value = ticks % 4
  variables.evenBackground.value = step.even
  variables.oddBackground.value = step.odd
  store.depth = 0
  return part(node, level)
}
