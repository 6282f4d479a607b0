/** How a trial stands, in words. */
import type { TrialRow } from '../../../engine/worker/search-api.ts'

const CLAIMS = { claimed: 'claimed', agrees: 'verified', differs: 'differs' } as const

/** What the words of a trial that another machine has made mean. */
export const ABOUT_CLAIMS = {
  claimed: 'Another machine has told these values; nobody has made the trial again here',
  agrees: 'Another machine has told these values, and they came again here',
  differs: 'Another machine has told these values; made again here, the trial came to others',
} as const

/**
 * `not feasible, claimed`; nothing of a complete trial of which nothing is to be said.
 *
 * @param best what it is called where no other is better; undefined where one is.
 */
export function describeState(
  { state, isFeasible, claim }: Pick<TrialRow, 'state' | 'isFeasible' | 'claim'>,
  best?: string,
): string {
  const words = [best ?? judge(), claim && CLAIMS[claim]]
  return words.filter((word) => word !== undefined).join(', ')
  function judge(): string | undefined {
    if (state !== 'complete') return state
    if (isFeasible === false) return 'not feasible'
    return isFeasible === undefined ? 'feasible?' : undefined
  }
}
