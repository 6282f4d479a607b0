import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tries } from '../../../engine/testing/tries.ts'
import { createMemoryFile } from '../../testing/memory-file.ts'
import { hashBytes } from '../hash-bytes.ts'
import { buildFrame, FRAME_BYTES, readFrame, readLines } from './frame.ts'

const MIB = 1024 * 1024

const textOf = (line: Uint8Array) => Buffer.from(line).toString('latin1')

async function linesOf(bytes: Uint8Array, from = 0) {
  const lines: { text: string; position: number; isEnded: boolean }[] = []
  for await (const { line, position, isEnded } of readLines(createMemoryFile(bytes), from)) {
    lines.push({ text: textOf(line), position, isEnded })
  }
  return lines
}

/** The same, by splitting the whole. */
function splitOf(bytes: Uint8Array, from = 0) {
  let position = from
  const parts = textOf(bytes.subarray(from)).split('\n')
  return parts.flatMap((text, place) => {
    const isEnded = place < parts.length - 1
    const line = { text, position, isEnded }
    position += text.length + 1
    return isEnded || text !== '' ? [line] : []
  })
}

test('a frame is the hash of its leaf, a space, the text and a line break', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (text) => {
      const utf8 = Buffer.from(text, 'utf8')
      const hash = createHash('sha256').update(Uint8Array.of(0)).update(utf8).digest('hex')
      const { bytes, leafHash } = buildFrame(hashBytes, text)
      expect(Buffer.from(bytes).toString('utf8')).toBe(`${hash} ${text}\n`)
      expect(bytes.length).toBe(utf8.length + FRAME_BYTES)
      expect(Buffer.from(leafHash).toString('hex')).toBe(hash)
      const read = readFrame(hashBytes, bytes.subarray(0, -1))
      expect(read).toMatchObject({ isWhole: true, entryText: text })
    }),
  )
})

test('a line with any changed byte, or any bytes at all, is no frame', () => {
  const { bytes } = buildFrame(hashBytes, '{"a":"é"}')
  const line = bytes.subarray(0, -1)
  for (let at = 0; at < line.length; at++) {
    for (const by of [1, 32, 128]) {
      const changed = Uint8Array.from(line)
      changed[at] = changed[at]! ^ by
      expect(readFrame(hashBytes, changed).isWhole).toBe(false)
    }
  }
  for (let length = 0; length < line.length; length++) {
    expect(readFrame(hashBytes, line.subarray(0, length)).isWhole).toBe(false)
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
      expect(readFrame(hashBytes, any).isWhole).toBe(false)
    }),
  )
})

test('bytes that are no UTF-8 are no frame, though their hash is right', () => {
  const text = Buffer.from([0x7b, 0xff, 0x7d])
  const hash = createHash('sha256').update(Uint8Array.of(0)).update(text).digest('hex')
  const line = Buffer.concat([Buffer.from(`${hash} `), text])
  expect(readFrame(hashBytes, line)).toMatchObject({ isWhole: false })
})

test('lines are those between line breaks, from any place on', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(10, 10, 13, 0, 65, 255), { maxLength: 60 }),
      fc.nat({ max: 70 }),
      async (bytes, from) => {
        const file = Uint8Array.from(bytes)
        expect(await linesOf(file, from)).toEqual(splitOf(file, from))
      },
    ),
    { numRuns: tries(300) },
  ))

test('lines that cross the end of what is read at once are whole', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 3 }),
      fc.nat({ max: 300_000 }),
      async (places, length) => {
        // Line breaks next to each MiB, and a line before and behind.
        const bytes = new Uint8Array(3 * MIB + length).fill(65)
        for (const [i, by] of places.entries()) bytes[(i + 1) * MIB + by] = 10
        for (let at = 250_000; at < bytes.length; at += 250_000) bytes[at] = 10
        expect(await linesOf(bytes)).toEqual(splitOf(bytes))
      },
    ),
    { numRuns: tries(15) },
  ))

test('a line that has no end is given as one, and no more of it is kept than is read at once', async () => {
  const bytes = new Uint8Array(8 * MIB).fill(65)
  bytes[10] = 10
  const lines = await linesOf(bytes)
  expect(lines.map(({ position, isEnded }) => ({ position, isEnded }))).toEqual([
    { position: 0, isEnded: true },
    { position: 11, isEnded: false },
  ])
  expect(lines[1]!.text.length).toBeLessThanOrEqual(MIB)
})
