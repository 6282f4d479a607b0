import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LiveMessageError } from './errors.ts'
import { parseClientMessage, parseServerMessage } from './live-api.ts'

const GOOD = [
  { kind: 'subscribe', id: 'a', topic: { kind: 'run', run_id: 'r-1', frames: true } },
  {
    kind: 'subscribe',
    id: 'a',
    topic: { kind: 'run', run_id: 'r-1', frames: true, field: 'heat' },
  },
  { kind: 'subscribe', id: 'a:1', topic: { kind: 'zone', run_id: 'r-1', zone: 'north 1' } },
  { kind: 'subscribe', id: 'b', topic: { kind: 'events', pattern: '+.ca.run.#' } },
  { kind: 'subscribe', id: 'b', topic: { kind: 'events', pattern: '#', after: -1 } },
  { kind: 'subscribe', id: 'c', topic: { kind: 'lineage', after: 41 } },
  { kind: 'subscribe', id: 'd', topic: { kind: 'metrics' } },
  { kind: 'unsubscribe', id: 'd' },
  { kind: 'taken', id: 'd', seq: 3 },
]

test.each(GOOD)('what a client may say is read as it is: %j', (message) => {
  expect(parseClientMessage(message)).toEqual(message)
})

test.each([
  [undefined, 'it'],
  [{ kind: 'publish' }, 'kind'],
  [{ kind: 'unsubscribe', id: '' }, 'id'],
  [{ kind: 'unsubscribe', id: 'a', more: 1 }, 'it'],
  [{ kind: 'unsubscribe', id: 'x'.repeat(65) }, 'id'],
  [{ kind: 'taken', id: 'a', seq: 1.5 }, 'seq'],
  [{ kind: 'taken', id: 'a', seq: 2 ** 53 }, 'seq'],
  [{ kind: 'subscribe', id: 'a', topic: { kind: 'events', pattern: 'x'.repeat(257) } }, 'topic'],
  [{ kind: 'subscribe', id: 'a', topic: { kind: 'run', run_id: 'r' } }, 'topic.frames'],
])('%j is refused, and the place is named', (message, place) => {
  expect(() => parseClientMessage(message)).toThrow(LiveMessageError)
  expect(() => parseClientMessage(message)).toThrow(place)
})

test('anything is a message or is refused by name, and nothing else happens', () => {
  const broken = fc
    .tuple(fc.constantFrom(...GOOD), fc.string(), fc.anything())
    .map(([message, key, value]) => ({ ...message, [key]: value }))
  fc.assert(
    fc.property(fc.oneof(fc.anything({ maxDepth: 5 }), broken), (value) => {
      for (const parse of [parseClientMessage, parseServerMessage]) {
        try {
          parse(value)
        } catch (error) {
          expect(error).toBeInstanceOf(LiveMessageError)
          expect((error as Error).message.length).toBeLessThan(300)
        }
      }
    }),
  )
})

test('a picture has its bytes, whether they came as a buffer or as a view', () => {
  const bytes = Uint8Array.of(1, 2, 3)
  for (const frame of [bytes, bytes.buffer]) {
    const message = { kind: 'frame', id: 'a', seq: 1, skipped: 0, frame }
    expect(parseServerMessage(message)).toEqual({ ...message, frame: bytes })
  }
})
