/** Where an error lies in a file, as far as its details say. */

/** `line 3, column 14`, or what of it is known; undefined where nothing is. */
export function describePlace(details: Readonly<Record<string, unknown>>): string | undefined {
  const { line, column } = details
  if (typeof line !== 'number') return undefined
  return typeof column === 'number' ? `line ${line}, column ${column}` : `line ${line}`
}
