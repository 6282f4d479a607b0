/** The promises that every ledger keeps, wherever it is kept. The test file of each store calls this once. */
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { CanonicalJsonError } from '../../engine/json/errors.ts'
import {
  foldNodes,
  planConsistency,
  planInclusion,
  planRoot,
  verifyConsistency,
  verifyInclusion,
} from '../../engine/ledger/merkle-proof.ts'
import { tries } from '../../engine/testing/tries.ts'
import {
  EntryTooLargeError,
  LedgerBusyError,
  LedgerClosedError,
  LedgerKeyError,
} from '../ledger/errors.ts'
import { hashBytes } from '../ledger/hash-bytes.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { MAX_WAITING_ENTRIES } from '../ledger/limits.ts'
import {
  inclusionProofOf,
  leafHashOf,
  readChain,
  readSignedCheckpoint,
  rootOf,
} from './ledger-oracle.ts'
import { type LedgerPlace, readAllLines } from './ledger-place.ts'
import { anySchedule, followSchedule } from './ledger-schedule.ts'

/**
 * @param createPlace makes an empty place, of its own each time.
 * @param schedules how many random ones are followed when there is time; fewer where a store is tried in several kinds.
 */
export function describeLedgerConformance(
  name: string,
  createPlace: () => Promise<LedgerPlace>,
  schedules = 36,
) {
  async function begin(): Promise<{ place: LedgerPlace; ledger: Ledger }> {
    const place = await createPlace()
    onTestFinished(() => place.dispose())
    const ledger = await place.open()
    onTestFinished(() => ledger.close())
    return { place, ledger }
  }

  describe(`${name} ledger`, () => {
    test('whatever is asked in whatever order is answered as a list would', () =>
      fc.assert(
        fc.asyncProperty(anySchedule, async (steps) => {
          const place = await createPlace()
          try {
            await followSchedule(place, steps)
          } finally {
            await place.dispose()
          }
        }),
        { numRuns: tries(schedules) },
      ))

    test('of many that append at once each has its own number, and none is left out', async () => {
      const { place, ledger } = await begin()
      const produce = async (producer: number) => {
        const seqs: number[] = []
        for (let i = 0; i < 40; i++) {
          const { seq, isNew } = await ledger.append({ key: `${producer}/${i}`, event: { i } })
          expect(isNew).toBe(true)
          seqs.push(seq)
        }
        return seqs
      }
      const all = await Promise.all(Array.from({ length: 8 }, (_, i) => produce(i)))
      for (const seqs of all) expect(seqs).toEqual(seqs.toSorted((one, other) => one - other))
      const sorted = all.flat().toSorted((one, other) => one - other)
      expect(sorted).toEqual(Array.from({ length: 320 }, (_, seq) => seq))
      await ledger.close()
      const again = await place.open()
      onTestFinished(() => again.close())
      const entries = readChain(await readAllLines(again))
      for (const [producer, seqs] of all.entries()) {
        expect(seqs.map((seq) => entries[seq]?.key)).toEqual(seqs.map((_, i) => `${producer}/${i}`))
      }
    })

    test('a key that many send at once is taken once, and remembered after opening anew', async () => {
      const { place, ledger } = await begin()
      const send = (to: Ledger, event: object) =>
        Promise.all(Array.from({ length: 20 }, () => to.append({ key: 'the same', event })))
      const first = await send(ledger, { n: 1 })
      expect(first.filter(({ isNew }) => isNew)).toHaveLength(1)
      expect(new Set(first.map(({ seq }) => seq))).toEqual(new Set([0]))
      await ledger.close()
      const again = await place.open()
      onTestFinished(() => again.close())
      const second = await send(again, { n: 2 })
      expect(second).toEqual(second.map(() => ({ seq: 0, isNew: false })))
      expect(readChain(await readAllLines(again)).map(({ event }) => event)).toEqual([{ n: 1 }])
    })

    test('what was appended is there at once: head, lines and nodes', async () => {
      const { ledger } = await begin()
      for (let seq = 0; seq < 20; seq++) {
        await ledger.append({ key: `${seq}`, event: { seq } })
        expect(ledger.head.size).toBe(seq + 1)
        const lines = await ledger.read(0, 1000)
        expect(Buffer.from(ledger.head.root).toString('hex')).toBe(rootOf(lines))
        const root = foldNodes(hashBytes, await ledger.readNodes(planRoot(seq + 1)))
        expect(Buffer.from(root).toString('hex')).toBe(rootOf(lines))
      }
    })

    test('an empty ledger has the empty root, no lines, and a checkpoint that says so', async () => {
      const { place, ledger } = await begin()
      expect(ledger.head.size).toBe(0)
      expect(Buffer.from(ledger.head.root).toString('hex')).toBe(rootOf([]))
      expect(await ledger.read(0, 10)).toEqual([])
      const note = await ledger.checkpoint()
      const said = readSignedCheckpoint(note, await place.readVerifierKey())
      expect(said).toEqual({ origin: ledger.origin, size: 0, root: rootOf([]) })
    })

    test('every entry has a proof that leads to the root, whatever the size', async () => {
      const { ledger } = await begin()
      const sizes = [1, 2, 3, 7, 8, 9, 20, 33]
      for (const size of sizes) {
        await fill(ledger, size)
        const lines = await readAllLines(ledger)
        for (let index = 0; index < size; index++) {
          const proof = await proofFrom(ledger, planInclusion(index, size))
          const hex = proof.map((hash) => Buffer.from(hash).toString('hex'))
          expect(hex).toEqual(inclusionProofOf(lines, index))
          const leafHash = leafHashOf(lines[index]!)
          const claim = { leafHash, index, size, proof, root: ledger.head.root }
          expect(verifyInclusion(hashBytes, claim)).toBe(true)
        }
      }
    })

    test('between any two checkpoints there is a proof that the later goes on from the earlier', async () => {
      const { place, ledger } = await begin()
      const verifierKey = await place.readVerifierKey()
      const said = []
      for (const size of [0, 1, 2, 5, 8, 13, 21, 34]) {
        await fill(ledger, size)
        said.push(readSignedCheckpoint(await ledger.checkpoint(), verifierKey))
        expect(said.at(-1)?.size).toBe(size)
      }
      const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
      for (const [place, later] of said.entries()) {
        for (const earlier of said.slice(0, place + 1)) {
          const proof = await proofFrom(ledger, planConsistency(earlier.size, later.size))
          const claim = {
            ...{ first: earlier.size, size: later.size, proof },
            ...{ firstRoot: bytes(earlier.root), root: bytes(later.root) },
          }
          expect(verifyConsistency(hashBytes, claim)).toBe(true)
        }
      }
    })

    test('a checkpoint stays the same note while nothing is appended, after opening anew too', async () => {
      const { place, ledger } = await begin()
      await fill(ledger, 3)
      const note = await ledger.checkpoint()
      expect(await ledger.checkpoint()).toBe(note)
      await ledger.close()
      const again = await place.open()
      onTestFinished(() => again.close())
      expect(await again.checkpoint()).toBe(note)
    })

    describeLimits(begin)
    describeEnd(begin)
  })
}

type Begin = () => Promise<{ place: LedgerPlace; ledger: Ledger }>

function describeLimits(begin: Begin) {
  test('keys have 1 to 256 letters, whatever letters', async () => {
    const { ledger } = await begin()
    const keys = [
      'x',
      'x'.repeat(256),
      '\u0000'.repeat(256),
      '"\\\n',
      'é中😀',
      '\ufffd',
      '__proto__',
    ]
    for (const key of keys) expect((await ledger.append({ key, event: {} })).isNew).toBe(true)
    for (const key of ['', 'x'.repeat(257)]) {
      await expect(ledger.append({ key, event: {} })).rejects.toThrow(LedgerKeyError)
    }
    await expect(ledger.append({ key: 'a\ud800', event: {} })).rejects.toThrow(CanonicalJsonError)
    expect(readChain(await readAllLines(ledger)).map(({ key }) => key)).toEqual(keys)
  })

  test('an event that is no plain data is refused, and those which are sent with it are not', async () => {
    const { ledger } = await begin()
    const endless: Record<string, unknown> = {}
    endless.self = endless
    const refused: unknown[] = [
      ...[{ at: undefined }, { at: Number.NaN }, { at: 2 ** 53 }, { at: 1n }, { at: () => 1 }],
      ...[{ at: '\udc00' }, { '\ud800': 1 }, { at: new Date(0) }, new Map(), endless],
      ...[[1, 2], [], null, 'text', 7, undefined],
    ]
    const sent = refused.map(async (event, i) => {
      const good = ledger.append({ key: `good ${i}`, event: { i } })
      const bad = ledger.append({ key: `bad ${i}`, event: event as object })
      await expect(bad).rejects.toThrow(CanonicalJsonError)
      expect((await good).isNew).toBe(true)
    })
    await Promise.all(sent)
    const keys = readChain(await readAllLines(ledger)).map(({ key }) => key)
    expect(keys).toEqual(refused.map((_, i) => `good ${i}`))
  })

  test('an event that is too large is refused, and its key is free still', async () => {
    const { ledger } = await begin()
    const large = { text: 'é'.repeat(256 * 1024) }
    await expect(ledger.append({ key: 'k', event: large })).rejects.toThrow(EntryTooLargeError)
    expect(ledger.head.size).toBe(0)
    expect(await ledger.append({ key: 'k', event: {} })).toEqual({ seq: 0, isNew: true })
  })

  test('an event of 200 KiB and one of 64 levels are taken, and given as they were', async () => {
    const { ledger } = await begin()
    let nested: object = {}
    for (let level = 1; level < 64; level++) nested = { nested }
    const events = [{ text: 'x'.repeat(200 * 1024) }, nested]
    for (const [i, event] of events.entries()) await ledger.append({ key: `${i}`, event })
    expect(readChain(await readAllLines(ledger)).map(({ event }) => event)).toEqual(events)
    await expect(ledger.append({ key: 'deep', event: { nested } })).rejects.toThrow(
      CanonicalJsonError,
    )
  })

  test('what is more than the ledger lets wait is refused, and all else is written', async () => {
    const { ledger } = await begin()
    const count = MAX_WAITING_ENTRIES + 1000
    const outcomes = await Promise.allSettled(
      Array.from({ length: count }, (_, i) => ledger.append({ key: `${i}`, event: {} })),
    )
    const taken = outcomes.flatMap((outcome, i) => (outcome.status === 'fulfilled' ? [i] : []))
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(LedgerBusyError)
    }
    expect(taken.length).toBeGreaterThan(0)
    expect(taken.length).toBeLessThan(count)
    expect(ledger.head.size).toBe(taken.length)
    const keys = readChain(await readAllLines(ledger)).map(({ key }) => Number(key))
    expect(keys).toEqual(taken)
    // Those who were refused come again later.
    const refused = outcomes.findIndex(({ status }) => status === 'rejected')
    expect((await ledger.append({ key: `${refused}`, event: {} })).isNew).toBe(true)
  })
}

function describeEnd(begin: Begin) {
  test('a close waits for what was asked, and nothing of it is lost', async () => {
    const { place, ledger } = await begin()
    const asked = Array.from({ length: 300 }, (_, i) => ledger.append({ key: `${i}`, event: {} }))
    const closing = ledger.close()
    expect(new Set((await Promise.all(asked)).map(({ seq }) => seq)).size).toBe(300)
    await closing
    const again = await place.open()
    onTestFinished(() => again.close())
    expect(again.head.size).toBe(300)
    expect(again.head.root).toEqual(ledger.head.root)
  })

  test('after a close all is refused by name, and closing again waits and does nothing', async () => {
    const { place, ledger } = await begin()
    await fill(ledger, 3)
    const reading = ledger.read(0, 3)
    await Promise.all([ledger.close(), ledger.close()])
    expect(await reading).toHaveLength(3)
    const again = await place.open()
    onTestFinished(() => again.close())
    await ledger.close()
    for (const late of [
      () => ledger.append({ key: 'late', event: {} }),
      () => ledger.append({ key: '1', event: {} }),
      () => ledger.checkpoint(),
      () => ledger.read(0, 1),
      () => ledger.readNodes([{ level: 0, index: 0 }]),
    ]) {
      await expect(late()).rejects.toThrow(LedgerClosedError)
    }
    expect(again.head.size).toBe(3)
    expect((await again.append({ key: 'late', event: {} })).isNew).toBe(true)
  })
}

/** Appends until there are so many. */
async function fill(ledger: Ledger, size: number): Promise<void> {
  for (let seq = ledger.head.size; seq < size; seq++) {
    await ledger.append({ key: `filled ${seq}`, event: { seq } })
  }
}

/** The hashes of a proof, folded of nodes that a ledger has. */
async function proofFrom(
  ledger: Ledger,
  plan: ReturnType<typeof planInclusion>,
): Promise<Uint8Array[]> {
  const hashes: Uint8Array[] = []
  for (const places of plan) hashes.push(foldNodes(hashBytes, await ledger.readNodes(places)))
  return hashes
}
