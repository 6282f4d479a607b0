/** How much there is in plain data, which YAML's anchors can make endless without being long. */

/** Tells whether data has at most so many values, lists and maps with all that is in them counted. */
export function hasAtMost(maxValues: number, data: unknown): boolean {
  let left = maxValues
  const visit = (value: unknown): void => {
    if (left-- < 0 || typeof value !== 'object' || value === null) return
    for (const member of Object.values(value)) {
      if (left < 0) return
      visit(member)
    }
  }
  visit(data)
  return left >= 0
}
