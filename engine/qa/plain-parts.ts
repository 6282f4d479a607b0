/**
 * The parts of a run that decide it and that people can read, beside the hashes by which a baseline knows
 * them: only hashes are compared, and texts say what has changed.
 */
import { formatSize } from '../lattice/size.ts'
import { policyNameOf } from '../scenario/living-run.ts'
import type { Run } from '../scenario/run.ts'

/** What a baseline keeps of a text; rules may be functions of any length. */
export const MAX_PART_CHARACTERS = 1000

/** What of two texts is shown of each. */
const SHOWN_CHARACTERS = 100

/** What is shown of what they have in common, where they are longer. */
const COMMON_CHARACTERS = 30

/** Texts by the names that the parts have in a run's identity; each in one line. */
export function describeParts(run: Run): Readonly<Record<string, string>> {
  const { rule, size, dimensions, topology, seed, living } = run
  const rules = living?.rules.map((named) => {
    const name = policyNameOf(named)
    const { canonical } = named.rule
    return name === canonical ? canonical : `${name}: ${canonical}`
  })
  const texts = {
    rule: rule.canonical,
    size: formatSize(size, dimensions),
    topology: topology.kind,
    seed: String(seed),
    ...(rules === undefined ? {} : { 'rules and fields': rules.join('; ') }),
  }
  const entries = Object.entries(texts).map(([part, text]) => [part, cut(inOneLine(text))] as const)
  return Object.fromEntries(entries)
}

/**
 * Two texts of a part as they are shown: whole where they are short, else about the first character that differs.
 *
 * @returns undefined where what is known of them is the same.
 */
export function tellApart(
  expected: string,
  found: string,
): readonly [expected: string, found: string] | undefined {
  const [wanted, own] = [inOneLine(expected), inOneLine(found)]
  if (wanted === own) return undefined
  let common = 0
  while (wanted[common] === own[common]) common++
  const isShort = Math.max(wanted.length, own.length) <= SHOWN_CHARACTERS
  const from = isShort ? 0 : Math.max(0, common - COMMON_CHARACTERS)
  return [excerpt(wanted, from), excerpt(own, from)]
}

function excerpt(text: string, from: number): string {
  const part = text.slice(from, from + SHOWN_CHARACTERS)
  const isCut = from + SHOWN_CHARACTERS < text.length
  return `${from > 0 ? '…' : ''}${part}${isCut ? '…' : ''}`.toWellFormed()
}

function cut(text: string): string {
  return text.length <= MAX_PART_CHARACTERS
    ? text
    : `${text.slice(0, MAX_PART_CHARACTERS - 1).toWellFormed()}…`
}

const inOneLine = (text: string) =>
  text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .toWellFormed()
