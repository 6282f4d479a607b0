import { generateKeyPairSync, sign, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SpawnRequest } from './spawn-request.ts'
import { buildAllow, buildDeny } from './verdict.ts'
import { createVerdictChain, LINK_BYTES, type VerdictBatch } from './verdict-chain.ts'
import type { VerdictEntry } from './verdict-record.ts'
import { verifyVerdicts } from './verify-verdicts.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const signHead = async (head: Uint8Array) => new Uint8Array(sign(null, head, privateKey))
const verifyHead = async (head: Uint8Array, signature: Uint8Array) =>
  verify(null, head, publicKey, signature)

const REQUEST: SpawnRequest = {
  actor: 'ada',
  zoneId: 'north',
  coord: { x: 3, y: 4, z: 5 },
  attributes: { rule: 'B3/S23', traceEnabled: false, metaRules: 0 },
}

const entryAt = (i: number): VerdictEntry => ({
  tick: Math.floor(i / 3),
  version: 'ab',
  request: { ...REQUEST, coord: { x: i, y: 0, z: 0 } },
  verdict:
    i % 2 === 0 ? buildAllow('permitted', ['a']) : buildDeny('policy_denied', 'forbidden', ['b']),
})

async function writeChain(length: number, verdictsPerHead = 8) {
  const batches: VerdictBatch[] = []
  const keep = (batch: VerdictBatch) => void batches.push(batch)
  const chain = await createVerdictChain({ sign: signHead, keep, verdictsPerHead })
  for (let i = 0; i < length; i++) chain.append(entryAt(i))
  await chain.flush()
  return { batches, head: chain.head }
}

/** Records and links of all batches, one after another, to be put together again. */
function takeApart(batches: readonly VerdictBatch[]) {
  const parts = batches.flatMap(({ records, links }) =>
    records.map((record, i) => ({ record, link: links.slice(32 * i, 32 * (i + 1)) })),
  )
  return parts
}

function putTogether(
  batches: readonly VerdictBatch[],
  parts: ReturnType<typeof takeApart>,
): VerdictBatch[] {
  let first = 0
  return batches.map(({ records, signature }, index) => {
    const end = index === batches.length - 1 ? parts.length : first + records.length
    const own = parts.slice(first, end)
    const batch = {
      first,
      records: own.map(({ record }) => record),
      links: Uint8Array.from(own.flatMap(({ link }) => [...link])),
      signature,
    }
    first = end
    return batch
  })
}

test('a chain that nobody touched is intact, and its heads are signed', async () => {
  const { batches, head } = await writeChain(21)
  expect(batches.map(({ first, records }) => [first, records.length])).toEqual([
    [0, 8],
    [8, 8],
    [16, 5],
  ])
  const report = await verifyVerdicts(batches, { verify: verifyHead, head })
  expect(report).toEqual({ kind: 'intact', verdicts: 21, head })
})

test('an empty chain is intact, and a chain goes on after a flush', async () => {
  const batches: VerdictBatch[] = []
  const chain = await createVerdictChain({ keep: (batch) => void batches.push(batch) })
  await chain.flush()
  expect(await verifyVerdicts(batches, { head: chain.head })).toMatchObject({ verdicts: 0 })
  for (const i of [0, 1]) {
    chain.append(entryAt(i))
    await chain.flush()
  }
  expect(batches.map(({ first }) => first)).toEqual([0, 1])
  const report = await verifyVerdicts(batches, { head: chain.head })
  expect(report).toMatchObject({ kind: 'intact', verdicts: 2 })
})

test('the same verdicts make the same chain, whatever the batches and the order of attributes', async () => {
  const { head } = await writeChain(10)
  expect((await writeChain(10, 3)).head).toEqual(head)
  const chain = await createVerdictChain({ keep: () => {} })
  for (let i = 0; i < 10; i++) {
    const entry = entryAt(i)
    const attributes = { metaRules: 0, traceEnabled: false, rule: 'B3/S23' }
    chain.append({ ...entry, request: { ...entry.request, attributes } })
  }
  expect(chain.head).toEqual(head)
})

describe('tampering is found at the first verdict at fault', () => {
  const anyPlace = fc.nat(20)

  async function reportOn(change: (parts: ReturnType<typeof takeApart>) => void) {
    const { batches, head } = await writeChain(21)
    const parts = takeApart(batches)
    change(parts)
    return verifyVerdicts(putTogether(batches, parts), { verify: verifyHead, head })
  }

  test('a letter of a record', () =>
    fc.assert(
      fc.asyncProperty(anyPlace, fc.nat(), async (place, at) => {
        const report = await reportOn((parts) => {
          const { record } = parts[place]!
          const index = at % record.length
          const letter = record[index] === '0' ? '1' : '0'
          parts[place]!.record = record.slice(0, index) + letter + record.slice(index + 1)
        })
        expect(report).toMatchObject({ kind: 'broken', verdict: place })
      }),
    ))

  test('a bit of a link', () =>
    fc.assert(
      fc.asyncProperty(anyPlace, fc.nat(LINK_BYTES - 1), async (place, at) => {
        const report = await reportOn((parts) => {
          parts[place]!.link[at]! ^= 1
        })
        expect(report).toMatchObject({ kind: 'broken', verdict: place, fault: 'altered' })
      }),
    ))

  test('a verdict that is left out', () =>
    fc.assert(
      fc.asyncProperty(anyPlace, async (place) => {
        const report = await reportOn((parts) => void parts.splice(place, 1))
        const fault = place === 20 ? 'signature' : 'misplaced'
        // Without the last one, the head of its batch is another.
        expect(report).toMatchObject({ kind: 'broken', verdict: place === 20 ? 16 : place, fault })
      }),
    ))

  test('two verdicts that change places', () =>
    fc.assert(
      fc.asyncProperty(anyPlace, anyPlace, async (a, b) => {
        fc.pre(a !== b)
        const report = await reportOn((parts) => {
          const [first, second] = [parts[a]!, parts[b]!]
          parts[a] = second
          parts[b] = first
        })
        expect(report).toMatchObject({
          kind: 'broken',
          verdict: Math.min(a, b),
          fault: 'misplaced',
        })
      }),
    ))

  test('a batch that is left out, or comes twice', async () => {
    const { batches, head } = await writeChain(21)
    const [first, second, third] = batches as [VerdictBatch, VerdictBatch, VerdictBatch]
    const reportOf = (given: VerdictBatch[]) => verifyVerdicts(given, { verify: verifyHead, head })
    const broken = { kind: 'broken', good: 8, verdict: 8 }
    expect(await reportOf([first, third])).toMatchObject({ ...broken, fault: 'misplaced' })
    expect(await reportOf([first, first])).toMatchObject({ ...broken, fault: 'misplaced' })
    expect(await reportOf([second, third])).toMatchObject({ verdict: 0, fault: 'misplaced' })
    expect(await reportOf([first, second])).toMatchObject({ verdict: 16, fault: 'end', good: 16 })
  })

  test('links that were all made anew, by the signature', async () => {
    const { batches, head } = await writeChain(21)
    const forged: VerdictBatch[] = []
    const keep = (batch: VerdictBatch) => void forged.push(batch)
    const chain = await createVerdictChain({ keep, verdictsPerHead: 8 })
    for (let i = 0; i < 21; i++)
      chain.append({ ...entryAt(i), tick: i === 12 ? 99 : entryAt(i).tick })
    await chain.flush()
    const given = forged.map((batch, i) => ({ ...batch, signature: batches[i]!.signature }))
    const report = await verifyVerdicts(given, { verify: verifyHead, head })
    expect(report).toEqual({ kind: 'broken', verdict: 8, fault: 'signature', good: 8 })
    const unsigned = await verifyVerdicts(forged, { verify: verifyHead })
    expect(unsigned).toMatchObject({ verdict: 0, fault: 'signature' })
  })

  test('links that are too few or too many', async () => {
    const { batches } = await writeChain(5)
    const [batch] = batches as [VerdictBatch]
    const short = { ...batch, links: batch.links.slice(0, 4 * LINK_BYTES + 31) }
    const long = { ...batch, links: Uint8Array.from([...batch.links, 0]) }
    expect(await verifyVerdicts([short])).toMatchObject({ verdict: 4, fault: 'links' })
    expect(await verifyVerdicts([long])).toMatchObject({ verdict: 5, fault: 'links' })
  })
})

test('when a head cannot be signed, nothing from there on is kept, and it is told', async () => {
  const kept: number[] = []
  let heads = 0
  const chain = await createVerdictChain({
    verdictsPerHead: 2,
    keep: ({ first }) => void kept.push(first),
    sign: async (head) => {
      if (++heads === 2) throw new Error('the key is gone')
      return head
    },
  })
  for (let i = 0; i < 6; i++) chain.append(entryAt(i))
  const error = expect.objectContaining({
    code: 'policy/verdict-chain',
    details: { firstVerdict: 2, reason: 'the key is gone' },
  })
  await expect(chain.flush()).rejects.toThrow(error)
  await expect(chain.flush()).rejects.toThrow(error)
  expect(kept).toEqual([0])
})

test('batches are kept in order, however long each takes to sign', async () => {
  const kept: number[] = []
  const delays = [30, 0, 10]
  const chain = await createVerdictChain({
    verdictsPerHead: 1,
    keep: ({ first }) => void kept.push(first),
    sign: (head) => new Promise((resolve) => setTimeout(resolve, delays.shift(), head)),
  })
  for (let i = 0; i < 3; i++) chain.append(entryAt(i))
  await chain.flush()
  expect(kept).toEqual([0, 1, 2])
})
