/** A loaded run: its simulation, and what only that run needs. */
import type { BitEvent } from '../bits/bit-events.ts'
import { flatIndexOf, isUnbounded } from '../lattice/size.ts'
import { DAMAGE_BIT } from '../protocol/analysis-api.ts'
import type { EditEvent, EventSubject } from '../protocol/inspect-api.ts'
import type { RunSource } from '../protocol/simulation-api.ts'
import type { Run } from '../scenario/run.ts'
import { DamageFollower } from '../simulation/damage/damage-follower.ts'
import { EditLog } from '../simulation/edit-log.ts'
import { NoSuchFieldError } from '../simulation/errors.ts'
import type { EventLog, Followed } from '../simulation/event-log.ts'
import { assertInside } from '../simulation/inspect-site.ts'
import type { Recording } from '../simulation/replay/recording.ts'
import { findSeekStart } from '../simulation/replay/seek-replay.ts'
import { RowHistory } from '../simulation/row-history.ts'
import type { Simulation } from '../simulation/simulation.ts'

export interface LoadedRun {
  readonly simulation: Simulation
  /** Present for 1-D worlds. */
  readonly history: RowHistory | undefined
  readonly edits: EditLog
  /** What its bits tell; undefined for plain automata. */
  readonly events: EventLog | undefined
  /** What it was made of. */
  readonly source: RunSource
  /** The twin that its picture is compared with, where there is one. */
  readonly damage: DamageFollower
  /** What is known of its states, and moments to go back to. */
  readonly recording: Recording
}

/** What a run was opened from. */
export interface OpenedSource {
  readonly source: RunSource
  readonly edits: readonly EditEvent[]
  readonly recording: Recording
}

/**
 * Puts beside a simulation at its first tick what it needs, and gives it the edits of its run.
 *
 * @throws {RunSetupError} when an edit is malformed or does not fit the world.
 */
export async function prepareRun(
  simulation: Simulation,
  events: EventLog | undefined,
  { edits: edited, source, recording }: OpenedSource,
): Promise<LoadedRun> {
  const edits = new EditLog()
  await edits.begin(simulation, edits.compile(simulation, edited))
  const { dimensions, size } = simulation.run
  const history = dimensions === 1 ? new RowHistory(size) : undefined
  history?.push(await readRow(simulation, history))
  const damage = new DamageFollower()
  return { simulation, history, edits, events, source, damage, recording }
}

/**
 * Whether what ticks this run stops at any tick when its time is over. HashLife does not: it goes
 * all the way to the tick it was asked for, or nowhere.
 */
export function canBreakOff({ simulation, history }: LoadedRun): boolean {
  const isEndless = isUnbounded(simulation.run.size)
  return isEndless && history === undefined && simulation.backend !== 'hashlife'
}

/** Advances; a 1-D world tick by tick, so that no row of its picture is missing. */
export async function advanceRecording(
  { simulation, history, damage }: LoadedRun,
  ticks: number,
  isOver: () => boolean,
): Promise<void> {
  if (history === undefined) {
    await simulation.advance(ticks, isOver)
    return damage.follow(simulation)
  }
  for (let i = 0; i < ticks; i++) {
    await simulation.advance(1)
    const row = await readRow(simulation, history)
    await damage.mark(simulation, history.box, row)
    history.push(row)
  }
}

/** Goes back to the first tick, and the history of a 1-D world with it. */
export async function restart({ simulation, history, events }: LoadedRun): Promise<void> {
  events?.clear()
  await simulation.restart()
  history?.clear()
  history?.push(await readRow(simulation, history))
}

/**
 * Goes near a tick, from which it is reached by advancing: back to a moment that is kept, or on to
 * one. The picture of a 1-D world is made again, as far as there are moments so far back. A living world
 * goes on from where it is, tick by tick, so that its bits tell what happens on the way; and back to its first
 * tick where somebody follows a bit or a zone of it, to be told all of it again.
 */
export async function approach(loaded: LoadedRun, tick: number): Promise<void> {
  const { simulation, history, events, recording } = loaded
  const { moments, keyframes } = recording
  if (events !== undefined) {
    if (simulation.tick <= tick) return
    if (events.isFollowing) return restart(loaded)
    await findSeekStart(simulation, tick, moments, keyframes)?.goThere()
    events.forgetBehind(simulation.tick)
    return
  }
  const pictured = history !== undefined && simulation.tick > tick ? history.rows : 0
  const start = findSeekStart(simulation, Math.max(0, tick - pictured), moments, keyframes)
  // A picture of rows has no gaps: ahead it goes tick by tick.
  if (start === undefined || (history !== undefined && simulation.tick <= tick)) return
  await start.goThere()
  history?.clear()
  history?.push(await readRow(simulation, history))
}

/**
 * Goes back to the first tick with other edits; gives the first tick that is another one than before, if any.
 *
 * @throws {RunSetupError} when one is malformed or does not fit the world; then nothing happens.
 */
export async function replaceEdits(
  loaded: LoadedRun,
  edited: readonly EditEvent[],
): Promise<number | undefined> {
  const { simulation, edits, recording, damage } = loaded
  const compiled = edits.compile(simulation, edited)
  const revisedFrom = recording.didReplaceEdits(edits.events, edited)
  simulation.forgetEdits()
  // What it began from may never have been.
  damage.dispose()
  await restart(loaded)
  await edits.begin(simulation, compiled)
  await replaceRow(loaded)
  return revisedFrom
}

/** Tells the history of a 1-D world that its newest row has been edited. */
export async function replaceRow({ simulation, history, damage }: LoadedRun): Promise<void> {
  if (history === undefined) return
  const row = await readRow(simulation, history)
  await damage.mark(simulation, history.box, row)
  history.replaceNewest(row)
}

/** Ends the twin, and takes its marks out of the picture of a 1-D world. */
export function endDamage({ damage, history }: LoadedRun): void {
  damage.dispose()
  history?.clearBits(DAMAGE_BIT)
}

/**
 * Follows the events of a site or a zone, and gives those that are known.
 *
 * @throws {OutsideWorldError | NoSuchFieldError} when there is no such site or zone.
 */
export function followEvents(
  { simulation: { run }, events }: LoadedRun,
  subject: EventSubject | undefined,
): readonly BitEvent[] {
  events?.follow(subject && followedOf(subject, run))
  return events?.list() ?? []
}

function followedOf(subject: EventSubject, { size, living }: Run): Followed {
  if (subject.kind === 'site') {
    const { x, y, z } = subject.site
    assertInside({ x, y, z, size: { x: 1, y: 1, z: 1 } }, size)
    return { kind: 'site', cell: flatIndexOf(size, x, y, z) }
  }
  const { name } = subject
  const known = living?.zones.map((zone) => zone.name) ?? []
  const zone = known.indexOf(name)
  if (zone === -1) throw new NoSuchFieldError({ name, known })
  return { kind: 'zone', zone, name }
}

/** The present row of a 1-D world. */
async function readRow(simulation: Simulation, history: RowHistory): Promise<Uint8Array> {
  const row = new Uint8Array(history.widthCells)
  await simulation.read(history.box, row)
  return row
}
