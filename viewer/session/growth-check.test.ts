/** Ledgers in real files, closed, put back, cut and opened again: what a browser that has seen them says. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  LEDGER_CHECKPOINT,
  LEDGER_CONSISTENCY,
  LEDGER_STATUS,
} from '../../engine/resources/operations/ledger-operations.ts'
import { buildLedgerHandlers } from '../../server/api/handlers/ledger-handlers.ts'
import type { Ledger } from '../../server/ledger/ledger.ts'
import { createFolderPlace, type FolderPlace } from '../../server/testing/ledger-folder-place.ts'
import { quickDisk } from '../../server/testing/quick-disk.ts'
import { checkGrowth, type GrowthVerdict, type LedgerSource } from './growth-check.ts'
import { keepSeen, readSeen, type TextStore } from './ledger-memory.ts'

/** What a server with this ledger answers. */
function serve(ledger: Ledger): LedgerSource {
  const audits = { status: { kind: 'pending' }, endedMs: undefined } as const
  const handlers = buildLedgerHandlers({ ledger, audits, nowMs: () => 0, wallTimeMs: () => 0 })
  const ask = async (operation: { readonly name: string }, input: object) => {
    const handler = handlers.find((each) => each.operation.name === operation.name)!
    return (await handler.handle(input as never, undefined as never)) as never
  }
  return {
    async status() {
      const { verifier_key: verifierKey, size } = await ask(LEDGER_STATUS, {})
      return { verifierKey, size }
    },
    checkpoint: () => ask(LEDGER_CHECKPOINT, {}),
    consistency: (first) => ask(LEDGER_CONSISTENCY, { first }),
  }
}

function createPlace(): FolderPlace {
  const place = createFolderPlace({ disk: quickDisk })
  onTestFinished(() => place.dispose())
  return place
}

/** Opens the ledger of a place, appends, asks, closes. */
async function visit(
  { place, texts, store }: { place: FolderPlace; texts: readonly string[]; store: TextStore },
  trustedKey?: string,
): Promise<GrowthVerdict> {
  const ledger = await place.open()
  try {
    for (const text of texts) await ledger.append({ key: text, event: { text } })
    const seenBy = (key: string) => readSeen(key, store)
    const verdict = await checkGrowth(serve(ledger), { trustedKey, seenBy })
    if ('seen' in verdict) keepSeen({ ...verdict.seen, seenAtMs: 1_700_000_000_000 }, store)
    return verdict
  } finally {
    await ledger.close()
  }
}

function createStore(): TextStore {
  const texts = new Map<string, string>()
  return {
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
  }
}

const count = (from: number, to: number, word = 'entry') =>
  Array.from({ length: to - from }, (_, number) => `${word} ${from + number}`)

/** Puts a copy of a folder in its place when it is asked to. */
function copyAside(folder: string): () => void {
  const aside = mkdtempSync(join(tmpdir(), 'thunderline-aside-'))
  onTestFinished(() => rmSync(aside, { recursive: true, force: true }))
  cpSync(folder, aside, { recursive: true })
  return () => {
    rmSync(folder, { recursive: true })
    cpSync(aside, folder, { recursive: true })
  }
}

test('a ledger that goes on is consistent with each visit before', async () => {
  const [place, store] = [createPlace(), createStore()]
  const first = await visit({ place, texts: count(0, 5), store })
  expect(first).toMatchObject({ kind: 'first', seen: { size: 5 } })
  for (const [from, to] of [
    [5, 5],
    [5, 6],
    [6, 21],
  ] as const) {
    const verdict = await visit({ place, texts: count(from, to), store })
    expect(verdict).toMatchObject({
      kind: 'consistent',
      before: { size: from },
      seen: { size: to },
    })
    expect(verdict).toMatchObject({ before: { seenAtMs: 1_700_000_000_000 } })
  }
})

test('a ledger that was put back to an earlier state is shorter, and rewritten once it has grown past', async () => {
  const [place, store] = [createPlace(), createStore()]
  await visit({ place, texts: count(0, 5), store: createStore() })
  const putBack = copyAside(place.folder)
  await visit({ place, texts: count(5, 9), store })
  putBack()
  expect(await visit({ place, texts: [], store })).toMatchObject({
    ...{ kind: 'shorter', size: 5, before: { size: 9 } },
  })
  expect(await visit({ place, texts: count(5, 9, 'other'), store })).toMatchObject({
    ...{ kind: 'rewritten', before: { size: 9 } },
  })
  expect(await visit({ place, texts: count(9, 30, 'other'), store })).toMatchObject({
    ...{ kind: 'rewritten', before: { size: 9 } },
  })
  // What was seen stays, so that each visit finds it.
  expect(await visit({ place, texts: [], store })).toMatchObject({ before: { size: 9 } })
})

test('another ledger at the same address has another key, whether or not the first was trusted', async () => {
  const [one, other, store] = [createPlace(), createPlace(), createStore()]
  await visit({ place: one, texts: count(0, 5), store })
  const trusted = (await one.readVerifierKey()).trim()
  const found = await visit({ place: other, texts: count(0, 5), store }, trusted)
  expect(found).toMatchObject({ kind: 'other-key', trustedKey: trusted })
  // The first is known again when it comes back.
  expect(await visit({ place: one, texts: [], store }, trusted)).toMatchObject({
    ...{ kind: 'consistent', before: { size: 5 } },
  })
})

test('what a server does not sign is not kept, and a proof of another tree is refused', async () => {
  const [place, other, store] = [createPlace(), createPlace(), createStore()]
  const [ledger, forged] = [await place.open(), await other.open()]
  onTestFinished(() => Promise.all([ledger.close(), forged.close()]).then(() => {}))
  for (const each of [ledger, forged]) {
    for (const text of count(0, 5)) await each.append({ key: text, event: { text } })
  }
  const honest = serve(ledger)
  const lying: LedgerSource = { ...serve(forged), status: honest.status }
  const seenBy = (key: string) => readSeen(key, store)
  const nothing = { trustedKey: undefined, seenBy }
  expect(await checkGrowth(lying, nothing)).toMatchObject({ kind: 'unsigned' })
  const first = await checkGrowth(honest, nothing)
  if (first.kind !== 'first') throw new Error(first.kind)
  keepSeen({ ...first.seen, seenAtMs: 0 }, store)
  expect(await checkGrowth(lying, nothing)).toMatchObject({
    ...{ kind: 'rewritten', problem: expect.stringContaining('not signed') },
  })
  // A later checkpoint of the true ledger with a hash of its proof changed.
  for (const text of count(5, 12)) await ledger.append({ key: text, event: { text } })
  const bent: LedgerSource = {
    ...serve(ledger),
    async consistency(size) {
      const { proof } = await serve(ledger).consistency(size)
      return { proof: proof.replace(/\n[A-Za-z0-9+/]/, (hit) => (hit === '\nA' ? '\nB' : '\nA')) }
    },
  }
  expect(await checkGrowth(bent, nothing)).toMatchObject({ kind: 'rewritten' })
})

test.each(['', '{}', '[1,{"verifierKey":3}]', '[', 'null', '[null]'])(
  'a memory of %j has nothing in it, and takes what is seen next',
  (text) => {
    const store = createStore()
    store.setItem('thunderline.ledger-seen', text)
    expect(readSeen('key', store)).toBeUndefined()
    const seen = { verifierKey: 'key', note: 'note', size: 3, seenAtMs: 1 }
    keepSeen(seen, store)
    expect(readSeen('key', store)).toEqual(seen)
  },
)
