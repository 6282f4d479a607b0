/**
 * What is known of a run that somebody plays: marks of its states, and moments to go back to.
 *
 * A recording is the run as it would be repeated: from its first tick, with the edits that it has
 * now. An edit makes another run of all that follows, so marks and moments from its tick on are given
 * up; going back changes nothing, so they are kept, and what is seen again is compared with them.
 */
import { countCells, isUnbounded } from '../../lattice/size.ts'
import type { EditEvent } from '../../protocol/inspect-api.ts'
import type { ReplayStanding } from '../../protocol/simulation-api.ts'
import type { Simulation } from '../simulation.ts'
import { compareMarks, readMark } from './read-mark.ts'
import type { ReplayKeyframe, ReplayMark } from './replay-record.ts'
import { SnapshotStore } from './snapshot-store.ts'

/** More marks are thinned out. */
const MAX_MARKS = 8192

/** Larger worlds are looked at when they are saved alone. */
const MAX_MARKED_CELLS = 2 ** 24

export class Recording {
  readonly moments: SnapshotStore
  #marks = new Map<number, ReplayMark>()
  /** Marks that came with a file, ascending, and which of them were met. */
  #given: readonly ReplayMark[]
  #keyframes: readonly ReplayKeyframe[]
  readonly #met = new Set<number>()
  #divergedAt: number | undefined
  /** Ticks between two marks that are kept, at the least. */
  #spacing = 1

  /** @param given what a file says of the run. */
  constructor(
    given: {
      readonly marks: readonly ReplayMark[]
      readonly keyframes: readonly ReplayKeyframe[]
    } = { marks: [], keyframes: [] },
    moments = new SnapshotStore(),
  ) {
    this.#given = given.marks
    this.#keyframes = given.keyframes
    this.moments = moments
  }

  /** The marks of all states that were seen, ascending, those of the file among them. */
  get marks(): readonly ReplayMark[] {
    const all = new Map([...this.#given, ...this.#marks.values()].map((mark) => [mark.tick, mark]))
    return [...all.values()].toSorted((a, b) => a.tick - b.tick)
  }

  /** Moments that came with a file, ascending. */
  get keyframes(): readonly ReplayKeyframe[] {
    return this.#keyframes
  }

  /** Undefined where the run came from no recording. */
  get standing(): ReplayStanding | undefined {
    const last = this.#given.at(-1)
    if (last === undefined) return undefined
    const marks = this.#given.length
    return { verified: this.#met.size, marks, divergedAt: this.#divergedAt, lastTick: last.tick }
  }

  /** The first tick behind this one that has a mark of the file; infinite where none has. */
  nextGivenAfter(tick: number): number {
    return this.#given.find((mark) => mark.tick > tick)?.tick ?? Number.POSITIVE_INFINITY
  }

  /** Whether a mark of the file is of this tick and was not met yet. */
  isGivenAt(tick: number): boolean {
    return !this.#met.has(tick) && this.#given.some((mark) => mark.tick === tick)
  }

  /**
   * Whether the state can be looked at in passing. Worlds without an end are left alone: looking at
   * one that HashLife leaps through would have it laid out cell by cell.
   */
  canMark({ run: { size } }: Simulation): boolean {
    return !isUnbounded(size) && countCells(size) <= MAX_MARKED_CELLS
  }

  /** Looks at the present state: compares it with what is known of its tick, or makes it known. */
  async mark(simulation: Simulation, isHashed = false): Promise<void> {
    const { tick } = simulation
    const given = this.#given.find((mark) => mark.tick === tick)
    const known = given ?? this.#marks.get(tick)
    const isFull = isHashed || given?.stateHash !== undefined
    const found = await readMark(simulation, isFull)
    if (known !== undefined && compareMarks(known, found) !== undefined) {
      this.#divergedAt = Math.min(this.#divergedAt ?? tick, tick)
    } else if (given !== undefined) this.#met.add(tick)
    if (known === undefined || isHashed) this.#keep(found)
  }

  /** Keeps the present moment, unless another is near. */
  async keepMoment(simulation: Simulation): Promise<void> {
    if (this.moments.wants(simulation.tick)) this.moments.add(await simulation.takeSnapshot())
  }

  /** The state of a tick was changed by hand, and so are all that come. */
  didEdit(tick: number): void {
    this.moments.dropFrom(tick)
    this.#given = this.#given.filter((mark) => mark.tick < tick)
    this.#keyframes = this.#keyframes.filter((each) => each.tick < tick)
    for (const at of this.#marks.keys()) if (at >= tick) this.#marks.delete(at)
    for (const at of this.#met) if (at >= tick) this.#met.delete(at)
    if (this.#divergedAt !== undefined && this.#divergedAt >= tick) this.#divergedAt = undefined
  }

  /** The run has other edits now; gives the first tick that they make another one of, if any. */
  didReplaceEdits(before: readonly EditEvent[], after: readonly EditEvent[]): number | undefined {
    const tick = firstDifference(before, after)
    if (tick !== undefined) this.didEdit(tick)
    return tick
  }

  #keep(mark: ReplayMark): void {
    this.#marks.set(mark.tick, mark)
    while (this.#marks.size > MAX_MARKS) this.#thinOut()
  }

  #thinOut(): void {
    this.#spacing *= 2
    const kept = new Map<number, ReplayMark>()
    let last = Number.NEGATIVE_INFINITY
    for (const mark of [...this.#marks.values()].toSorted((a, b) => a.tick - b.tick)) {
      if (mark.tick - last < this.#spacing) continue
      kept.set(mark.tick, mark)
      last = mark.tick
    }
    this.#marks = kept
  }
}

/** The first tick at which two lists of edits say something else; undefined where they are the same. */
/** The same for the same edit, wherever its tick stands among its keys. */
function textOf(event: EditEvent | undefined): string {
  const { tick, ...order } = event ?? {}
  return JSON.stringify([tick, order])
}

function firstDifference(
  before: readonly EditEvent[],
  after: readonly EditEvent[],
): number | undefined {
  const [a, b] = [before, after].map((events) => events.toSorted((x, y) => x.tick - y.tick))
  for (let i = 0; i < Math.max(a!.length, b!.length); i++) {
    if (textOf(a![i]) === textOf(b![i])) continue
    return Math.min(
      a![i]?.tick ?? Number.POSITIVE_INFINITY,
      b![i]?.tick ?? Number.POSITIVE_INFINITY,
    )
  }
  return undefined
}
