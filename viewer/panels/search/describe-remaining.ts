/** How long a study has still to go, by how fast its trials have come so far. */

/** With fewer trials nothing is foretold. */
const MIN_TRIALS = 3

/**
 * A clause for people: `about 3 min left`.
 *
 * @param since when it began, and how many trials had ended then.
 * @param nowMs milliseconds since 1970.
 */
export function describeRemaining(
  ended: number,
  most: number,
  since: { readonly atMs: number; readonly ended: number } | undefined,
  nowMs: number,
): string {
  const made = since === undefined ? 0 : ended - since.ended
  if (since === undefined || made < MIN_TRIALS) return 'running'
  const seconds = ((nowMs - since.atMs) / 1000 / made) * (most - ended)
  if (seconds < 90) return `about ${Math.max(1, Math.round(seconds))} s left`
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min left`
  return `about ${Math.round(seconds / 3600)} h left`
}
