/**
 * Where an orbit runs into its cycle, found in constant memory and proved by the states themselves.
 *
 * Digests of the first states are kept in a table: as long as the cycle begins among them, the first
 * state that comes back is seen when it comes back. An orbit that has not closed by then is followed
 * by R. P. Brent's method ("An improved Monte Carlo factorization algorithm", BIT 20, 1980): one
 * state is kept, exchanged for the present one whenever the ticks since have doubled.
 *
 * A digest is never believed. Where two are equal the orbit goes back to the earlier state, keeps
 * it whole, goes on to the later one and compares. Where they differ after all (two states with one
 * digest), it stands where it was and the search goes on. States whose digests differ are certainly
 * different, so what is found is the first state that comes back and the least time in which it does.
 */

import { DigestTable } from './digest-table.ts'
import { findFirst } from './find-first.ts'
import { goToTick, type KeptState, type Orbit } from './orbit.ts'

export interface Recurrence {
  /** The first tick whose state comes back. */
  readonly transient: number
  /** After how many ticks it does, at least 1 and no more than it takes. */
  readonly period: number
}

/** How a search is held. */
export interface SearchOptions {
  /** The orbit is followed no further than this tick. */
  readonly maxTicks: number
  /** Told every tick; what gives false ends the search. */
  readonly watch?: ((tick: number) => boolean | Promise<boolean>) | undefined
  /** How many of the first digests are kept in a table: 2^20, for 32 MiB. */
  readonly tableEntries?: number | undefined
  /** Equal digests of unequal states after which the search is given up. */
  readonly maxCollisions?: number | undefined
}

/** Why no cycle was found. */
export type SearchEnd = 'max-ticks' | 'cancelled' | 'collisions'

export type SearchOutcome =
  | { readonly isFound: true; readonly recurrence: Recurrence; readonly collisions: number }
  | { readonly isFound: false; readonly reason: SearchEnd; readonly collisions: number }

const TABLE_ENTRIES = 2 ** 20

/** By chance not one is met in a lifetime; states that somebody made to collide cost time. */
const MAX_COLLISIONS = 1000

/** Follows an orbit from its start to the first state that has been there before. */
export async function findRecurrence<Kept extends KeptState>(
  orbit: Orbit<Kept>,
  options: SearchOptions,
): Promise<SearchOutcome> {
  const { maxTicks, watch, maxCollisions = MAX_COLLISIONS } = options
  const table = new DigestTable(options.tableEntries ?? TABLE_ENTRIES)
  let collisions = 0
  let kept: { readonly state: Kept; readonly digest: bigint } | undefined
  let ticksToDouble = 1
  await orbit.restart()
  const first = orbit.start
  for (;;) {
    const digest = await orbit.digest()
    const { tick } = orbit
    for (const entry of table.find(digest)) {
      const recurrence = { transient: first + entry, period: tick - first - entry }
      if (await closes(orbit, recurrence)) return { isFound: true, recurrence, collisions }
      collisions++
    }
    if (kept !== undefined && kept.digest === digest) {
      if (await orbit.matches(kept.state)) {
        const period = tick - kept.state.tick
        const transient = await findTransient(orbit, kept.state, period)
        return { isFound: true, recurrence: { transient, period }, collisions }
      }
      collisions++
    }
    if (collisions > maxCollisions) return { isFound: false, reason: 'collisions', collisions }
    if (table.isFull && (kept === undefined || tick - kept.state.tick >= ticksToDouble)) {
      if (kept !== undefined) ticksToDouble *= 2
      kept = { state: await orbit.keep(), digest }
    }
    table.add(digest)
    if (tick >= maxTicks) return { isFound: false, reason: 'max-ticks', collisions }
    const goesOn = watch?.(tick) ?? true
    if (!(typeof goesOn === 'boolean' ? goesOn : await goesOn)) {
      return { isFound: false, reason: 'cancelled', collisions }
    }
    await orbit.advance(1)
  }
}

/** Whether the state at `transient` is there again after `period` ticks, where the orbit then stands. */
export async function closes<Kept extends KeptState>(
  orbit: Orbit<Kept>,
  { transient, period }: Recurrence,
): Promise<boolean> {
  await goToTick(orbit, transient)
  const state = await orbit.keep()
  await orbit.advance(period)
  return orbit.matches(state)
}

/**
 * The first tick whose state comes back after `period`, when that of a kept state does: on the cycle
 * each does, before it none, so that halving finds it.
 */
function findTransient<Kept extends KeptState>(
  orbit: Orbit<Kept>,
  onCycle: Kept,
  period: number,
): Promise<number> {
  let before: Kept | undefined
  return findFirst(orbit.start, onCycle.tick, async (tick) => {
    if (before === undefined) await goToTick(orbit, tick)
    else {
      await orbit.goTo(before)
      await orbit.advance(tick - before.tick)
    }
    const state = await orbit.keep()
    await orbit.advance(period)
    const isOnCycle = await orbit.matches(state)
    if (!isOnCycle) before = state
    return isOnCycle
  })
}
