/** Searching the library: every word of the wish must occur in the entry, in any case. */
import type { ScenarioEntry } from '../session/scenario-library.ts'

/** The entries that match, in the order given; all of them for a blank wish. */
export function matchScenarios(
  entries: readonly ScenarioEntry[],
  wish: string,
): readonly ScenarioEntry[] {
  const words = wish.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter(({ name, about, rule, size }) => {
    const text = `${name} ${about} ${rule} ${size}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
