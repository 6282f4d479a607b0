/** The transitions of a rule file as its text lists them, so that one of them can be changed in place. */

import { tableNeighborhoods } from './table-neighborhoods.ts'

/** A line of a table: states or variables of the center and its neighbors, then what comes of it. */
export interface TransitionLine {
  /** Of the text, from 0. */
  readonly line: number
  readonly inputs: readonly string[]
  readonly next: string
}

/** Lists the first transitions of the `@TABLE` of a text; none where it has no table. */
export function listTransitions(text: string, most: number): TransitionLine[] {
  const found: TransitionLine[] = []
  let isTable = false
  // Only lines of as many entries as a transition has can be told from what else there may be.
  let entries = 0
  for (const [line, whole] of text.split('\n').entries()) {
    const content = contentOf(whole)
    if (content.startsWith('@')) isTable = /^@TABLE\b/.test(content)
    const named = /^neighborhood\s*:\s*(\w+)/i.exec(content)?.[1]
    if (named !== undefined) entries = countEntries(named)
    if (!isTable || found.length === most || isNoTransition(content)) continue
    const cells = content.includes(',')
      ? content.split(',').map((cell) => cell.trim())
      : [...content.replace(/\s/g, '')]
    if (cells.length === entries) {
      found.push({ line, inputs: cells.slice(0, -1), next: cells.at(-1)! })
    }
  }
  return found
}

/** The text with what comes of one transition replaced. */
export function replaceNext(text: string, { line, next }: TransitionLine, state: number): string {
  const lines = text.split('\n')
  const whole = lines[line] ?? ''
  const content = whole.split('#')[0]!.trimEnd()
  const isListed = content.includes(',')
  if (!isListed && state > 9) return text
  const kept = content.slice(0, content.length - next.length)
  lines[line] = kept + state + whole.slice(content.length)
  return lines.join('\n')
}

/** The cell, its neighbors, and what comes of it; 0 for a neighborhood that is not known. */
function countEntries(neighborhood: string): number {
  const known = tableNeighborhoods.find(
    ({ name }) => name.toLowerCase() === neighborhood.toLowerCase(),
  )
  return known === undefined ? 0 : known.ring.length + 2
}

const contentOf = (line: string) => line.split('#')[0]!.trim()

function isNoTransition(content: string): boolean {
  return content === '' || /^(?:@|var\b|[a-z_]+\s*:)/i.test(content)
}
