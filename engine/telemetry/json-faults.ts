/** What a value has that would come out of a file otherwise than it went in. */

/**
 * What keeps a value from being the same after JSON in UTF-8, at whatever depth: half of a surrogate pair, which
 * UTF-8 has no form for, or a member that is undefined, which JSON leaves out. Undefined where nothing does.
 */
export function findJsonFault(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value.isWellFormed() ? undefined : 'a text has half of a surrogate pair'
  }
  if (value === undefined) return 'a member is undefined: leave it out'
  if (typeof value !== 'object' || value === null) return undefined
  for (const each of Object.values(value)) {
    const fault = findJsonFault(each)
    if (fault !== undefined) return fault
  }
  return undefined
}
