/**
 * Plays a run in beats where another one goes beside it: some ticks, then both are compared, then the next. So
 * the two are never further apart than a beat, whichever of them is slower.
 */

/** What a beat needs of whoever plays. */
export interface BeatPlayer {
  /** Does so many ticks and settles when both worlds were compared there; false where it was ended. */
  advance(ticks: number): Promise<boolean>
  /** Tells of the speed that is kept, in ticks per second. */
  onSpeed(ticksPerSecond: number): void
  /** Milliseconds; for pacing only. */
  now(): number
  sleep(ms: number): Promise<void>
}

/** Pictures of slower runs are of every tick. */
const BEATS_PER_SECOND = 20
const GOOD_BEAT_MS = 1000 / BEATS_PER_SECOND

/**
 * Plays until a beat is ended.
 *
 * @param speed ticks per second; undefined for as many as go.
 */
export async function playInBeats(player: BeatPlayer, speed: number | undefined): Promise<void> {
  let ticks = speed === undefined ? 1 : Math.max(1, Math.round(speed / BEATS_PER_SECOND))
  for (;;) {
    const startedMs = player.now()
    if (!(await player.advance(ticks))) return
    const tookMs = Math.max(1, player.now() - startedMs)
    const wantedMs = speed === undefined ? 0 : (1000 * ticks) / speed
    if (wantedMs > tookMs) await player.sleep(wantedMs - tookMs)
    player.onSpeed((1000 * ticks) / Math.max(tookMs, wantedMs))
    if (speed !== undefined) continue
    if (tookMs < GOOD_BEAT_MS) ticks *= 2
    else if (tookMs > 4 * GOOD_BEAT_MS) ticks = Math.max(1, Math.floor(ticks / 2))
  }
}
