/**
 * Reads the canonical text of a program, to show that it holds all there is of it.
 *
 * Lists of numbers stand in runs where they are long or typed; which of the two a list is, its
 * name decides.
 */

/** The members that are typed arrays in a program. */
const TYPED: Readonly<Record<string, true>> = { 'table values': true, 'tree rows': true }

/** The members that are lists of numbers. */
const LISTS: Readonly<Record<string, true>> = {
  'tree inputs': true,
  'sum weights': true,
  ' values': true,
  ' next': true,
}

/** The program that a canonical text is of. */
export function readProgramText(text: string): unknown {
  return revive(JSON.parse(text))
}

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive)
  if (typeof value !== 'object' || value === null) return value
  const op = 'op' in value ? String(value.op) : ''
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const place = `${op} ${key}`
      if (TYPED[place]) return [key, Int32Array.from(readRuns(String(member)))]
      return [key, LISTS[place] && typeof member === 'string' ? readRuns(member) : revive(member)]
    }),
  )
}

function readRuns(text: string): number[] {
  return text.split(' ').flatMap((run) => {
    if (run === '') return []
    const [count, value] = run.includes('*') ? run.split('*') : ['1', run]
    return new Array<number>(Number(count)).fill(Number(value))
  })
}
