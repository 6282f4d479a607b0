import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RunSource } from '../../engine/protocol/simulation-api.ts'
import { LinkInvalidError, LinkTooLongError } from './errors.ts'
import { encodeBase64Url, gzip } from './gzip.ts'
import {
  decodeShareLink,
  encodeShareLink,
  MAX_LINK_CHARACTERS,
  MAX_LINK_FILE_BYTES,
} from './share-link.ts'

const text = fc.string({ maxLength: 40 })
const bytes = fc.uint8Array({ maxLength: 400 })
const overrides = fc.record(
  { rule: text, size: text, topology: text, seed: text },
  { requiredKeys: [] },
)

const anySource: fc.Arbitrary<RunSource> = fc.oneof(
  fc.record({
    kind: fc.constant('soup' as const),
    rule: text,
    density: fc.integer({ min: 0, max: 255 }),
    overrides: fc.record({ size: text, topology: text, seed: text }, { requiredKeys: [] }),
  }),
  fc.record(
    {
      kind: fc.constant('pattern' as const),
      bytes,
      overrides,
      fileName: text,
      files: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}\.rule$/), bytes, {
        minKeys: 1,
        maxKeys: 2,
      }),
    },
    { requiredKeys: ['kind', 'bytes', 'overrides'] },
  ),
  fc.record({
    kind: fc.constant('scenario' as const),
    text: fc.string({ unit: 'grapheme', maxLength: 200 }),
    files: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}\/[a-z]{1,8}\.rle$/), bytes, { maxKeys: 3 }),
    overrides,
  }),
)

const anyEdits = fc.array(
  fc.record({
    tick: fc.nat(),
    paint: fc.tuple(fc.record({ cells: fc.array(fc.array(fc.integer())), state: fc.nat(255) })),
  }),
  { maxLength: 3 },
)

test('what goes into a link comes out of it', () =>
  fc.assert(
    fc.asyncProperty(anySource, fc.nat(), anyEdits, async (source, tick, edits) => {
      const link = await encodeShareLink({ kind: 'source', source, tick, edits })
      const shared = await decodeShareLink(`#${link}`)
      expect(shared).toEqual({ kind: 'source', source, tick, edits })
    }),
    { numRuns: 60 },
  ))

test('a library entry is a link that a person can read', async () => {
  const link = await encodeShareLink({ kind: 'library', id: 'r-pentomino', tick: 0, edits: [] })
  expect(link).toBe('v=1&scenario=r-pentomino')
  expect(await decodeShareLink(link)).toEqual({
    kind: 'library',
    id: 'r-pentomino',
    tick: 0,
    edits: [],
  })
})

test('no fragment is no link', async () => {
  expect(await decodeShareLink('')).toBeUndefined()
  expect(await decodeShareLink('#')).toBeUndefined()
})

test.each([
  ['v=2&rule=B3/S23', 'v'],
  ['rule=B3/S23', 'v'],
  ['v=1', 'rule'],
  ['v=1&rule=B3/S23&density=256', 'density'],
  ['v=1&rule=B3/S23&density=1.5', 'density'],
  ['v=1&rule=B3/S23&tick=-1', 'tick'],
  ['v=1&pattern=***', 'pattern'],
  ['v=1&pattern=AAAA', 'pattern'],
  ['v=1&pattern=', 'pattern'],
  ['v=1&rule=B3/S23&edits=***', 'edits'],
  ['v=1&scenario=phases&edits=AAAA', 'edits'],
])('%s is refused with the name of the faulty part', async (link, part) => {
  const failure = await decodeShareLink(link).catch((thrown: unknown) => thrown)
  expect(failure).toBeInstanceOf(LinkInvalidError)
  expect((failure as LinkInvalidError).details.part).toBe(part)
})

test.each(['{}', '[', '3'])('edits that are no list of events are refused: %s', async (text) => {
  const packed = encodeBase64Url(await gzip(new TextEncoder().encode(text)))
  await expect(decodeShareLink(`v=1&rule=B3/S23&edits=${packed}`)).rejects.toThrow(/"edits"/)
})

test('a run with more edits than a link can have is refused, not cut', async () => {
  const cells = Array.from(crypto.getRandomValues(new Uint16Array(20_000)), (x) => [x, 0])
  const edits = [{ tick: 1, paint: [{ cells, state: 1 }] }]
  const shared = { kind: 'library', id: 'phases', tick: 0, edits } as const
  await expect(encodeShareLink(shared)).rejects.toThrow(LinkTooLongError)
})

test('a pattern that unpacks to more than the bound is refused', async () => {
  const bomb = encodeBase64Url(await gzip(new Uint8Array(MAX_LINK_FILE_BYTES + 1)))
  await expect(decodeShareLink(`v=1&pattern=${bomb}`)).rejects.toThrow(/unpacked/)
})

test('a run that does not fit a link is refused, not cut', async () => {
  const noise = crypto.getRandomValues(new Uint8Array(MAX_LINK_CHARACTERS))
  const source = { kind: 'pattern', bytes: noise } as const
  await expect(encodeShareLink({ kind: 'source', source, tick: 0, edits: [] })).rejects.toThrow(
    LinkTooLongError,
  )
})

test('a link keeps the state that it says, and one that says no state of a run is refused by name', async () => {
  const state = { tick: 40, stateHash: '0123456789abcdef'.repeat(4) }
  const shared = { kind: 'library', id: 'acorn', tick: 0, edits: [], state } as const
  const fragment = await encodeShareLink(shared)
  expect(fragment).toContain(`state=40.${state.stateHash}`)
  expect(await decodeShareLink(fragment)).toEqual(shared)
  for (const wrong of [
    '40',
    `40.${state.stateHash}0`,
    `-1.${state.stateHash}`,
    `4e1.${state.stateHash}`,
  ]) {
    const broken = fragment.replace(/state=[^&]*/, `state=${wrong}`)
    await expect(decodeShareLink(broken)).rejects.toThrow(LinkInvalidError)
  }
})
