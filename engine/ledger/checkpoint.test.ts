import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { thrownBy } from '../testing/thrown-by.ts'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { CheckpointError } from './errors.ts'
import { parseNote } from './signed-note.ts'

/** The example of C2SP tlog-checkpoint. */
const SOFA = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'
const SOFAS_NOTE = `${SOFA}\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n`

const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='

test('the published example is read and written', () => {
  const { text, signatures } = parseNote(SOFAS_NOTE)
  const checkpoint = parseCheckpoint(text)
  expect(checkpoint).toMatchObject({
    origin: 'example.com/behind-the-sofa',
    size: 20852163,
    extensions: [],
  })
  expect(Buffer.from(checkpoint.root).toString('base64')).toBe(ROOT)
  expect(signatures[0]!.name).toBe(checkpoint.origin)
  expect(formatCheckpoint(checkpoint)).toBe(SOFA)
})

test('every checkpoint that is written is read as it was', () => {
  const anyLine = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((line) => !/\p{Cc}/u.test(line))
  const anyCheckpoint = fc.record({
    origin: anyLine,
    size: fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, Number.MAX_SAFE_INTEGER)),
    root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    extensions: fc.array(anyLine, { maxLength: 3 }),
  })
  fc.assert(
    fc.property(anyCheckpoint, (checkpoint) => {
      expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint)
    }),
  )
})

describe('a checkpoint is refused', () => {
  test.each([
    ['that is empty', ''],
    ['of two lines', 'a\n1\n'],
    ['without a newline at its end', `a\n1\n${ROOT}`],
    ['without an origin', `\n1\n${ROOT}\n`],
    ['with a leading zero', `a\n01\n${ROOT}\n`],
    ['with two zeros', `a\n00\n${ROOT}\n`],
    ['with a sign', `a\n+1\n${ROOT}\n`],
    ['with a negative size', `a\n-1\n${ROOT}\n`],
    ['with a size that is no whole number', `a\n1.0\n${ROOT}\n`],
    ['with an exponent', `a\n1e3\n${ROOT}\n`],
    ['with a hexadecimal size', `a\n0x1\n${ROOT}\n`],
    ['with a space at its size', `a\n1 \n${ROOT}\n`],
    ['with other digits', `a\n１\n${ROOT}\n`],
    ['with no size', `a\n\n${ROOT}\n`],
    ['with a size of 2^53', `a\n9007199254740992\n${ROOT}\n`],
    ['with a huge size', `a\n${'9'.repeat(400)}\n${ROOT}\n`],
    ['with a root of 31 bytes', `a\n1\n${Buffer.alloc(31).toString('base64')}\n`],
    ['with a root of 33 bytes', `a\n1\n${Buffer.alloc(33).toString('base64')}\n`],
    ['with base64 without its padding', `a\n1\n${ROOT.slice(0, -1)}\n`],
    ['with base64 with bits left over', `a\n1\n${ROOT.replace('2I=', '2J=')}\n`],
    ['with base64 of another alphabet', `a\n1\n${ROOT.replace('/', '_')}\n`],
    ['with an empty extension', `a\n1\n${ROOT}\n\nb\n`],
    ['with an empty line behind', `a\n1\n${ROOT}\n\n`],
    ['with a carriage return', `a\r\n1\r\n${ROOT}\r\n`],
    ['with a lone surrogate', `a\ud800\n1\n${ROOT}\n`],
  ])('%s', (_, text) => {
    expect(thrownBy(() => parseCheckpoint(text))).toMatchObject({
      name: 'CheckpointError',
      code: 'ledger/checkpoint',
    })
  })

  test('that its lines cannot say, before it is written', () => {
    const good = { origin: 'a', size: 1, root: new Uint8Array(32), extensions: [] }
    for (const odd of [
      { ...good, origin: '' },
      { ...good, origin: 'a\n2' },
      { ...good, extensions: [''] },
      { ...good, extensions: ['a\nb'] },
      { ...good, size: -1 },
      { ...good, size: 1.5 },
      { ...good, size: 2 ** 53 },
      { ...good, root: new Uint8Array(31) },
    ]) {
      expect(() => formatCheckpoint(odd)).toThrow(CheckpointError)
    }
  })
})
