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

test('what goes into a link comes out of it', () =>
  fc.assert(
    fc.asyncProperty(anySource, fc.nat(), async (source, tick) => {
      const link = await encodeShareLink({ kind: 'source', source, tick })
      const shared = await decodeShareLink(`#${link}`)
      expect(shared).toEqual({ kind: 'source', source, tick })
    }),
    { numRuns: 60 },
  ))

test('a library entry is a link that a person can read', async () => {
  const link = await encodeShareLink({ kind: 'library', id: 'r-pentomino', tick: 0 })
  expect(link).toBe('v=1&scenario=r-pentomino')
  expect(await decodeShareLink(link)).toEqual({ kind: 'library', id: 'r-pentomino', tick: 0 })
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
])('%s is refused with the name of the faulty part', async (link, part) => {
  const failure = await decodeShareLink(link).catch((thrown: unknown) => thrown)
  expect(failure).toBeInstanceOf(LinkInvalidError)
  expect((failure as LinkInvalidError).details.part).toBe(part)
})

test('a pattern that unpacks to more than the bound is refused', async () => {
  const bomb = encodeBase64Url(await gzip(new Uint8Array(MAX_LINK_FILE_BYTES + 1)))
  await expect(decodeShareLink(`v=1&pattern=${bomb}`)).rejects.toThrow(/unpacked/)
})

test('a run that does not fit a link is refused, not cut', async () => {
  const noise = crypto.getRandomValues(new Uint8Array(MAX_LINK_CHARACTERS))
  const source = { kind: 'pattern', bytes: noise } as const
  await expect(encodeShareLink({ kind: 'source', source, tick: 0 })).rejects.toThrow(
    LinkTooLongError,
  )
})
