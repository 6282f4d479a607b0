/** Random schedules of what is asked of a ledger, held step by step to a list in memory. */
import fc from 'fast-check'
import { assertSame } from '../../engine/testing/case.ts'
import type { Appended, Ledger } from '../ledger/ledger.ts'
import { readChain, readSignedCheckpoint, rootOf } from './ledger-oracle.ts'
import { type LedgerPlace, readAllLines } from './ledger-place.ts'

export type ScheduleStep =
  /** Without waiting for what was asked before. */
  | { readonly kind: 'append'; readonly key: string; readonly event: object }
  /** Waits for all that was asked. */
  | { readonly kind: 'settle' }
  | { readonly kind: 'read'; readonly from: number; readonly count: number }
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'reopen' }

const anyEvent: fc.Arbitrary<object> = fc.dictionary(
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.integer(), { maxLength: 3 }),
  ),
  { maxKeys: 4 },
)

/** Few keys, so that many come again; some of them are of letters that need care. */
const anyKey = fc.oneof(
  { weight: 9, arbitrary: fc.nat({ max: 60 }).map((number) => `key ${number}`) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }) },
)

/** Schedules of appends by many, reads, checkpoints and openings anew. */
export const anySchedule: fc.Arbitrary<readonly ScheduleStep[]> = fc.array(
  fc.oneof<fc.MaybeWeightedArbitrary<ScheduleStep>[]>(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constant('append' as const),
        key: anyKey,
        event: anyEvent,
      }),
    },
    { weight: 2, arbitrary: fc.constant({ kind: 'settle' as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('read' as const),
        from: fc.nat({ max: 80 }),
        count: fc.nat({ max: 40 }),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ kind: 'checkpoint' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
  ),
  { maxLength: 80, size: 'max' },
)

/**
 * Does what a schedule says, and compares each answer with what a list would have given.
 *
 * @throws {DifferenceError} where they differ.
 */
export async function followSchedule(
  place: LedgerPlace,
  steps: readonly ScheduleStep[],
): Promise<void> {
  const follower = new ScheduleFollower(place, await place.open())
  try {
    for (const step of steps) await follower.take(step)
    await follower.end()
  } finally {
    await follower.ledger.close()
  }
}

class ScheduleFollower {
  readonly #place: LedgerPlace
  #ledger: Ledger
  /** What the ledger has to hold, in the order in which it was asked. */
  readonly #records: { readonly key: string; readonly event: object }[] = []
  readonly #seqs = new Map<string, number>()
  #asked: Promise<void>[] = []
  readonly #notes: string[] = []

  constructor(place: LedgerPlace, ledger: Ledger) {
    this.#place = place
    this.#ledger = ledger
  }

  get ledger(): Ledger {
    return this.#ledger
  }

  async take(step: ScheduleStep): Promise<void> {
    switch (step.kind) {
      case 'append':
        return this.#append(step.key, step.event)
      case 'settle':
        return await this.#settle()
      case 'read':
        return await this.#read(step.from, step.count)
      case 'checkpoint':
        this.#notes.push(await this.#ledger.checkpoint())
        return
      case 'reopen':
        return await this.#reopen()
      default:
        step satisfies never
    }
  }

  /** Holds all that there is at the end to what it has to be. */
  async end(): Promise<void> {
    await this.#settle()
    this.#notes.push(await this.#ledger.checkpoint())
    const lines = await readAllLines(this.#ledger)
    const said = readChain(lines).map(({ key, event }) => ({ key, event: JSON.stringify(event) }))
    const sent = this.#records.map(({ key, event }) => ({ key, event: sortedJson(event) }))
    assertSame(said, sent, 'the entries')
    assertSame(hex(this.#ledger.head.root), rootOf(lines), 'the root')
    const verifierKey = await this.#place.readVerifierKey()
    for (const note of this.#notes) {
      const { origin, size, root } = readSignedCheckpoint(note, verifierKey)
      assertSame(origin, this.#ledger.origin, 'the origin of a checkpoint')
      assertSame(root, rootOf(lines.slice(0, size)), `the root that was signed of ${size}`)
    }
  }

  #append(key: string, event: object): void {
    const earlier = this.#seqs.get(key)
    const expected: Appended = { seq: earlier ?? this.#seqs.size, isNew: earlier === undefined }
    if (earlier === undefined) {
      this.#seqs.set(key, expected.seq)
      this.#records.push({ key, event })
    }
    const asked = this.#ledger.append({ key, event })
    this.#asked.push(asked.then((found) => assertSame(found, expected, `the place of ${key}`)))
  }

  async #settle(): Promise<void> {
    const asked = this.#asked
    this.#asked = []
    await Promise.all(asked)
  }

  async #read(from: number, count: number): Promise<void> {
    const { size, root } = this.#ledger.head
    const lines = await this.#ledger.read(from, count)
    assertSame(lines.length, Math.max(0, Math.min(count, size - from)), 'how many were read')
    for (const [place, line] of lines.entries()) {
      const { seq, key } = JSON.parse(line) as { seq: number; key: string }
      assertSame(seq, from + place, 'the number of what was read')
      assertSame(key, this.#records[seq]?.key, `the key of entry ${seq}`)
    }
    // What was under way may have grown it meanwhile, and has not altered what was given.
    assertSame(root.length, 32, 'the length of the root')
  }

  async #reopen(): Promise<void> {
    // What was asked and is under way is not lost by a close.
    await this.#ledger.close()
    await this.#settle()
    const before = { size: this.#ledger.head.size, root: hex(this.#ledger.head.root) }
    assertSame(before.size, this.#records.length, 'the size when all was written')
    this.#ledger = await this.#place.open()
    const { size, root } = this.#ledger.head
    assertSame({ size, root: hex(root) }, before, 'the head after opening anew')
  }
}

/** Names in the order of their UTF-16 code units, which is that of `sort`. */
function sortedJson(event: object): string {
  return JSON.stringify(event, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
