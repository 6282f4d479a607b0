/** How many cells are in each state. */

/** Counts by state; index 0 to 255. The sum is the number of cells. */
export function countStates(cells: Uint8Array): Float64Array {
  const counts = new Float64Array(256)
  addStates(counts, cells)
  return counts
}

/** Adds the cells of one part of a state to counts by state. */
export function addStates(counts: Float64Array, cells: Uint8Array): void {
  for (let i = 0; i < cells.length; i++) counts[cells[i]!]!++
}

/** Population: the number of non-zero cells, as Golly counts. */
export function populationOf(counts: Float64Array): number {
  let population = 0
  for (let state = 1; state < counts.length; state++) population += counts[state]!
  return population
}
