/** All trials of a study of the server, read page by page. */
import type { ServedTrial } from './served-study.ts'

/** Trials of a study, the newest first, and where the next page begins; undefined on the last. */
export interface TrialPage {
  readonly items: readonly ServedTrial[]
  readonly next?: string | undefined
}

/**
 * Reads on, the newest first, until all that were not over are known.
 *
 * @param known by number, without a gap; left as they are, also where a page fails.
 * @returns the trials by number, without a gap.
 * @throws what `readPage` does.
 */
export async function gatherTrials(
  known: readonly ServedTrial[],
  readPage: (after: string | undefined) => Promise<TrialPage>,
): Promise<readonly ServedTrial[]> {
  const open = known.findIndex(({ state }) => state === 'proposed')
  const from = open === -1 ? known.length : open
  const read: ServedTrial[] = []
  let after: string | undefined
  do {
    const { items, next } = await readPage(after)
    read.push(...items)
    const last = items.at(-1)
    after = last === undefined || last.number <= from ? undefined : next
  } while (after !== undefined)
  const all = [...known]
  // The oldest first: each has its place right behind the others.
  for (const trial of read.toReversed()) if (trial.number <= all.length) all[trial.number] = trial
  return all
}
