/** Edits of a run in words. */

/** How many edits there are, at the beginning of a sentence. */
export function countEdits(edits: number): string {
  return edits === 1 ? 'One edit' : `${edits} edits`
}

/** What becomes of the edits of a run that is opened again, a sentence. */
export function describeRedone(edits: number): string {
  return `${countEdits(edits)} by hand will be done again at ${edits === 1 ? 'its tick' : 'their ticks'}.`
}
