/** Which entries of the palette are shown for a wish, and in which order. */
import { fuzzyMatch } from './fuzzy-match.ts'

/** Something that can be chosen in the palette. */
export interface PaletteEntry {
  /** What it is known by in what was chosen last, `command:play`; never that of another. */
  readonly id: string
  readonly group: string
  readonly title: string
  /** What is shown beside it, such as the size of a scenario. */
  readonly detail?: string
  /** What it is found by too, without being shown. */
  readonly about?: string
  /** The key that means it, as a person reads it. */
  readonly key?: string
  readonly choose: () => unknown
}

/** An entry with the places of its title that fit the wish. */
export interface RankedEntry {
  readonly entry: PaletteEntry
  readonly marks: readonly number[]
}

export interface RankedGroup {
  readonly title: string
  readonly entries: readonly RankedEntry[]
}

/** The group of what was chosen last. */
const RECENT = 'Recent'

/** What fits by less than this part of the best fits by chance. */
const WORTH = 0.4

/** What a word counts, each letter, that is found beside the title. */
const ASIDE = 1

/**
 * The groups that are shown, none empty.
 *
 * Without a wish they come as the entries do, after those that were chosen last; with one, the best
 * group is first and in each the best entry.
 *
 * @param recent ids of what was chosen last, the latest first; unknown ones are passed over.
 */
export function rankEntries(
  entries: readonly PaletteEntry[],
  wish: string,
  recent: readonly string[],
): readonly RankedGroup[] {
  if (wish.trim() === '') return groupInOrder(entries, recent)
  const fits = entries.flatMap((entry) => {
    const fit = fitOf(entry, wish)
    return fit === undefined ? [] : [{ entry, ...fit }]
  })
  const best = Math.max(0, ...fits.map(({ score }) => score))
  // Sorting keeps the order of those that fit alike.
  const ranked = fits
    .filter(({ score }) => score >= best * WORTH)
    .sort((a, b) => b.score - a.score || rankOf(a.entry, recent) - rankOf(b.entry, recent))
  return groupEntries(ranked.map(({ entry, marks }) => ({ group: entry.group, entry, marks })))
}

/** How an entry fits: each word by its title, or written out in what stands beside it. */
function fitOf(
  entry: PaletteEntry,
  wish: string,
): { readonly score: number; readonly marks: readonly number[] } | undefined {
  const aside = `${entry.group} ${entry.detail ?? ''} ${entry.about ?? ''}`.toLowerCase()
  const marks = new Set<number>()
  let score = 0
  for (const word of wish.split(/\s+/).filter(Boolean)) {
    const match = fuzzyMatch(word, entry.title)
    const beside = aside.includes(word.toLowerCase()) ? ASIDE * word.length : 0
    if (match === undefined && beside === 0) return undefined
    score += Math.max(match?.score ?? 0, beside)
    for (const mark of match?.marks ?? []) marks.add(mark)
  }
  return { score, marks: [...marks].sort((a, b) => a - b) }
}

function groupInOrder(
  entries: readonly PaletteEntry[],
  recent: readonly string[],
): readonly RankedGroup[] {
  const latest = recent.flatMap((id) => entries.find((entry) => entry.id === id) ?? [])
  const others = entries.filter((entry) => !latest.includes(entry))
  return groupEntries([
    ...latest.map((entry) => ({ group: RECENT, entry, marks: [] })),
    ...others.map((entry) => ({ group: entry.group, entry, marks: [] })),
  ])
}

function groupEntries(
  ranked: readonly (RankedEntry & { readonly group: string })[],
): readonly RankedGroup[] {
  const groups = new Map<string, RankedEntry[]>()
  for (const { group, entry, marks } of ranked) {
    const members = groups.get(group) ?? []
    members.push({ entry, marks })
    groups.set(group, members)
  }
  return [...groups].map(([title, members]) => ({ title, entries: members }))
}

/** How long ago it was chosen; what never was comes last. */
function rankOf({ id }: PaletteEntry, recent: readonly string[]): number {
  const at = recent.indexOf(id)
  return at < 0 ? recent.length : at
}
