/** How the background of a world goes on, and the refusal of worlds that have none. */
import { CellsError, KernelUnsupportedError } from '../errors.ts'
import type { UnboundedSetup } from '../unbounded-kernel.ts'
import { createBackgroundFuture } from './background-future.ts'

export interface BackgroundRule {
  /**
   * The state a background comes to.
   *
   * @throws {KernelUnsupportedError} when its cells come to different states.
   */
  next(background: number, tick: number): number
  /**
   * All states that a background comes to sooner or later, itself among them.
   *
   * @throws {CellsError} when it is no state of the rule.
   * @throws {KernelUnsupportedError} when at some tick its cells come to different states.
   */
  orbit(background: number, tick: number): ReadonlySet<number>
}

export function createBackgroundRule({ size, topology, rule }: UnboundedSetup): BackgroundRule {
  const future = createBackgroundFuture(rule.program, size, topology)
  /** What is true at any tick, by background; absent where it hangs on the tick. */
  const always = new Map<number, number>()
  const next = (background: number, tick: number): number => {
    const known = always.get(background)
    if (known !== undefined) return known
    const atAnyTick = future(background, 'any')
    if (atAnyTick !== undefined) always.set(background, atAnyTick)
    const after = atAnyTick ?? future(background, tick)
    if (after !== undefined) return after
    throw new KernelUnsupportedError({
      backend: 'sparse',
      rule: rule.canonical,
      reason:
        `in a world without an end all cells among cells in state ${background} must come to one ` +
        'state, and here they do not; it needs a world with a size (--size 256,256)',
    })
  }
  return {
    next,
    orbit(background, tick) {
      if (!(background >= 0 && background < rule.states && Number.isInteger(background))) {
        const wanted = `states from 0 to ${rule.states - 1}`
        throw new CellsError({ found: `background ${background}`, wanted })
      }
      const orbit = new Set<number>()
      for (let state = background; !orbit.has(state); state = next(state, tick)) orbit.add(state)
      return orbit
    },
  }
}
