/**
 * Circles of members that want each other's places: the first the second's, and so on round to the
 * first. All of them can move at once however full they are, since each gets what it gives.
 */

/**
 * Finds all circles where each place wants one other at most. No two share a place.
 *
 * @param wanted for each place the place it wants, or a negative number where it wants none.
 * @returns places of each circle, each followed by the one it wants; the last wants the first.
 */
export function findCircles(wanted: Int32Array): readonly (readonly number[])[] {
  const circles: number[][] = []
  /** On whose walk a place was first seen, counted from 1. */
  const walks = new Uint32Array(wanted.length)
  for (let start = 0; start < wanted.length; start++) {
    let place = start
    while (place >= 0 && walks[place] === 0) {
      walks[place] = start + 1
      place = wanted[place]!
    }
    // A walk that comes to an earlier one ends where that one did, and has no circle of its own.
    if (place < 0 || walks[place] !== start + 1) continue
    const circle = [place]
    for (let next = wanted[place]!; next !== place; next = wanted[next]!) circle.push(next)
    circles.push(circle)
  }
  return circles
}
