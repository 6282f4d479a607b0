/**
 * Producers append to a ledger in files whose processes end one after another, by a kill or with the power, at
 * random places, and whose disk may refuse. They send again what was not acknowledged. A seed decides all of it.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { isNamedError, type NamedError } from '../../engine/named-error.ts'
import { assertSame, type Case } from '../../engine/testing/case.ts'
import { LedgerDamagedError, LedgerLockedError } from '../ledger/errors.ts'
import { auditLedgerFolder } from '../ledger/files/audit-folder.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { readEntryLines } from './entry-lines.ts'
import { readChain, readSignedCheckpoint, rootOf, type SaidEntry } from './ledger-oracle.ts'
import { createLossyMachine, type EndKind, type LossyMachine } from './lossy-disk.ts'
import { createRandomSource, type RandomSource } from './random-source.ts'
import { createRefusingDisk, type RefusingDisk } from './refusing-disk.ts'

/** A process ends at one of so many things that it asks of its disk; a short one asks fewer. */
const MAX_ASKED = 90
/** The same, counted from when the ledger is open. */
const MAX_ASKED_SOON = 12
const MAX_PROCESSES = 8
const MAX_PRODUCERS = 4
const MAX_RECORDS = 14

export interface PowerTrial {
  readonly seed: number
  readonly kinds: readonly EndKind[]
  /** Whether the disk may refuse something in the life of a process. */
  readonly hasRefusals?: boolean
  /** A disk whose sync does nothing, for the proof that this is found. */
  readonly isSyncALie?: boolean
}

/**
 * Tries one seed.
 *
 * @throws {Error} where something that was acknowledged is lost, there twice or elsewhere, the chain or the
 *   order of a producer is broken, a checkpoint that was signed holds no more, or the folder is not clean at the end.
 */
export async function tryPower(trial: PowerTrial): Promise<void> {
  const around = mkdtempSync(join(tmpdir(), 'thunderline-power-'))
  try {
    await new PowerTrialRun(trial, join(around, 'ledger')).run()
  } finally {
    rmSync(around, { recursive: true, force: true })
  }
}

/** What is tried for as long as one likes. */
export function listLedgerPowerCases(): Case[] {
  const caseOf = (kind: string, kinds: readonly EndKind[], hasRefusals = false): Case => ({
    kind,
    property: fc.asyncProperty(fc.noShrink(fc.nat({ max: 2 ** 31 - 1 })), (seed) =>
      tryPower({ seed, kinds, hasRefusals }),
    ),
  })
  return [
    caseOf('the power fails', ['power']),
    caseOf('the process is killed', ['kill']),
    caseOf('kills, and then the power fails', ['kill', 'kill', 'power']),
    caseOf('the disk refuses, and then comes a kill, or the power fails', ['kill', 'power'], true),
  ]
}

/** When a process ends: at any thing that it asks, soon after its ledger is open, or by itself. */
type EndTime = 'anywhere' | 'soon' | 'never'

interface Record {
  readonly key: string
  readonly event: { readonly text: string }
}

class PowerTrialRun {
  readonly #kinds: readonly EndKind[]
  readonly #hasRefusals: boolean
  readonly #random: RandomSource
  readonly #folder: string
  readonly #machine: LossyMachine
  /** The records of each producer, in the order in which it sends them. */
  readonly #producers: readonly (readonly Record[])[]
  /** How many of each were acknowledged, from the first on. */
  readonly #done: number[]
  readonly #acknowledged = new Map<string, number>()
  readonly #notes: string[] = []
  readonly #segmentBytes: number

  constructor(
    { seed, kinds, hasRefusals = false, isSyncALie = false }: PowerTrial,
    folder: string,
  ) {
    const random = createRandomSource(seed)
    this.#kinds = kinds
    this.#hasRefusals = hasRefusals
    this.#random = random
    this.#folder = folder
    mkdirSync(join(folder, 'entries'), { recursive: true })
    this.#machine = createLossyMachine({ folder, random, isSyncALie })
    this.#producers = Array.from({ length: 1 + random.below(MAX_PRODUCERS) }, (_, producer) =>
      Array.from({ length: 1 + random.below(MAX_RECORDS) }, (_, i) =>
        anyRecord(producer, i, random),
      ),
    )
    this.#done = this.#producers.map(() => 0)
    this.#segmentBytes = random.pick([600, 3000, 1_000_000])
  }

  async run(): Promise<void> {
    const processes = 1 + this.#random.below(MAX_PROCESSES)
    for (let process = 0; process < processes; process++) {
      // Index and tree are made anew when they are lost, and that may end at any point too.
      if (this.#random.chance(10)) this.#machine.lose(join(this.#folder, 'index'))
      if (this.#random.chance(10)) this.#machine.lose(join(this.#folder, 'tree'))
      await this.#live(this.#random.pick(['anywhere', 'soon']), this.#random.pick(this.#kinds))
    }
    await this.#live('never', 'kill')
    const total = this.#producers.reduce((sum, records) => sum + records.length, 0)
    assertSame(this.#acknowledged.size, total, 'how many records were acknowledged at last')
    const report = await auditLedgerFolder({ folder: this.#folder, exported: this.#notes })
    assertSame(report.faults.map(({ problem }) => problem).join(), '', 'the faults at the end')
    assertSame(report.entries, total, 'the entries that were audited')
  }

  /** One process, from its start to its end. */
  async #live(when: EndTime, kind: EndKind): Promise<void> {
    const disk = this.#startDisk(when, kind)
    let ledger: FileLedger | undefined
    try {
      ledger = await FileLedger.open({
        ...{ folder: this.#folder, disk, segmentBytes: this.#segmentBytes },
        onProblem: () => {},
      })
      this.#checkFolder()
      if (when === 'soon') this.#machine.endAfter(this.#random.below(MAX_ASKED_SOON), kind)
      await this.#produceAll(ledger)
      await ledger.close()
    } catch (error) {
      const isRefusal = disk.hasRefused && isNamedError(error) && !isAlarm(error)
      // Whatever is said by a process that has ended, nobody hears.
      if (!this.#machine.hasEnded && !isRefusal) throw error
      await ledger?.close().catch(() => {})
    }
    this.#machine.end()
  }

  #startDisk(when: EndTime, kind: EndKind): RefusingDisk {
    const endAt = when === 'anywhere' ? this.#random.below(MAX_ASKED) : undefined
    const disk = this.#machine.start(endAt, kind)
    if (!this.#hasRefusals || when === 'never') return createRefusingDisk(disk)
    return createRefusingDisk(disk, {
      at: this.#random.below(MAX_ASKED),
      code: this.#random.pick(['ENOSPC', 'EIO', 'EMFILE']),
      how: this.#random.pick(['before', 'half']),
      lasts: this.#random.pick(['once', 'once', 'for ever']),
    })
  }

  /** Lets all producers come to their ends, or to the first thing that they are refused. */
  async #produceAll(ledger: FileLedger): Promise<void> {
    const outcomes = await Promise.allSettled(
      this.#producers.map((_, producer) => this.#produce(ledger, producer)),
    )
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  }

  async #produce(ledger: FileLedger, producer: number): Promise<void> {
    const records = this.#producers[producer]!
    while (this.#done[producer]! < records.length) {
      const first = this.#done[producer]!
      // Where one may be refused and the next is not, who wants them in order sends one at a time.
      const window = this.#hasRefusals ? 1 : 1 + this.#random.below(4)
      const sent = records.slice(first, first + window)
      if (first > 0 && this.#random.chance(15)) {
        await this.#send(ledger, this.#random.pick(records.slice(0, first)))
      }
      const outcomes = await Promise.allSettled(sent.map((record) => this.#send(ledger, record)))
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') throw outcome.reason
        this.#done[producer]!++
      }
      if (this.#random.chance(15)) this.#notes.push(await ledger.checkpoint())
    }
  }

  async #send(ledger: FileLedger, record: Record): Promise<void> {
    const { seq, isNew } = await ledger.append(record)
    const earlier = this.#acknowledged.get(record.key)
    if (earlier !== undefined) {
      assertSame({ seq, isNew }, { seq: earlier, isNew: false }, `where ${record.key} is`)
    }
    this.#acknowledged.set(record.key, seq)
  }

  /** Holds what the entries say, read without the ledger, to what was acknowledged and signed. */
  #checkFolder(): void {
    const lines = readEntryLines(this.#folder)
    const entries = readChain(lines)
    const records = new Map(this.#producers.flat().map((record) => [record.key, record]))
    for (const [key, seq] of this.#acknowledged) {
      assertSame(entries[seq]?.key, key, `the key of entry ${seq}, which was acknowledged`)
      assertSame(entries[seq]?.event, records.get(key)?.event, `the event of entry ${seq}`)
    }
    this.#checkOrder(entries)
    const verifierKey = readFileSync(join(this.#folder, 'ledger.pub'), 'utf8')
    for (const note of this.#notes) {
      const { size, root } = readSignedCheckpoint(note, verifierKey)
      assertSame(root, rootOf(lines.slice(0, size)), `the root that was signed of ${size} entries`)
    }
  }

  #checkOrder(entries: readonly SaidEntry[]): void {
    const places = new Map(entries.map(({ key, seq }) => [key, seq]))
    for (const records of this.#producers) {
      const seqs = records.flatMap(({ key }) => places.get(key) ?? [])
      const sorted = seqs.toSorted((one, other) => one - other)
      assertSame(seqs, sorted, 'the places of what a producer has sent')
    }
  }
}

/** What no refusal of a disk explains. */
const isAlarm = (error: NamedError) =>
  error instanceof LedgerDamagedError || error instanceof LedgerLockedError

/** Mostly short, and sometimes longer than a sector or a few. */
function anyRecord(producer: number, index: number, random: RandomSource): Record {
  const length = random.chance(70) ? random.below(100) : random.below(4000)
  return { key: `${producer}/${index}`, event: { text: 'x'.repeat(length) } }
}
