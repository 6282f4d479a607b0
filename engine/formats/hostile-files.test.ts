import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { patternOf } from '../testing/patterns.ts'
import { threadTimeMs } from '../testing/thread-time.ts'
import { PatternError } from './errors.ts'
import { gzip } from './gzip.ts'
import { inspectPattern } from './inspect-pattern.ts'
import { MAX_FILE_BYTES, MAX_PATTERN_CELLS } from './limits.ts'
import type { Pattern, PatternFormat } from './pattern.ts'
import { readPattern } from './read-pattern.ts'
import { writePattern } from './write-pattern.ts'

const encode = (text: string) => new TextEncoder().encode(text)

/** The pattern or the named error; anything else that is thrown fails the test. */
async function readOrName(bytes: Uint8Array, fileName?: string): Promise<Pattern | PatternError> {
  try {
    return await readPattern(bytes, fileName === undefined ? {} : { fileName })
  } catch (error) {
    if (error instanceof PatternError) return error
    throw error
  }
}

const MODEL = new Uint8Array(60).map((_, i) => ((i * 7) % 3 === 0 ? 1 : 0))

function sampleOf(format: PatternFormat) {
  const isSolid = format === 'rle3' || format === 'vox' || format === 'npy'
  const size = isSolid ? { x: 5, y: 4, z: 3 } : { x: 10, y: 6, z: 1 }
  const notes = { name: 'Sample', comments: ['one', 'two'], ruleText: 'B3/S23', generation: 7n }
  return { ...patternOf(MODEL, size, isSolid ? 3 : 2), ...notes }
}

const FORMATS = ['rle', 'macrocell', 'rle3', 'cells', 'life105', 'life106', 'vox', 'npy'] as const

describe.each(FORMATS)('%s', (format) => {
  test('every beginning of a valid file is a pattern or a named error', async () => {
    const whole = await writePattern(sampleOf(format), format)
    for (let length = 0; length < whole.length; length++) {
      await readOrName(whole.subarray(0, length), `x.${format}`)
    }
  })

  test('a valid file with bytes changed, left out or doubled is a pattern or a named error', async () => {
    const whole = await writePattern(sampleOf(format), format)
    const edit = fc.record({
      at: fc.nat({ max: whole.length - 1 }),
      remove: fc.nat({ max: 6 }),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 6 }),
        fc.constantFrom('9999999999', '\n', '#', '!', '-1', '4 1 1 1 1\n', '\0').map(encode),
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        let bytes: Uint8Array = whole
        for (const { at, remove, insert } of edits) {
          bytes = Uint8Array.from([
            ...bytes.subarray(0, at),
            ...insert,
            ...bytes.subarray(at + remove),
          ])
        }
        await readOrName(bytes)
      }),
      { numRuns: 150 },
    )
  })

  test('every beginning of a gzipped file is named as damaged', async () => {
    const whole = await writePattern(sampleOf(format), format, { gzip: true })
    for (let length = 3; length < whole.length; length += 11) {
      expect(await readOrName(whole.subarray(0, length))).toMatchObject({ code: 'formats/gzip' })
    }
  })
})

test('random bytes are a pattern or a named error', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom('', '\x93NUMPY\x01\0', 'VOX ', '[M2]\n', '#Life 1.06\n', 'x = 1, y = 1\n'),
      async (tail, head) => {
        const opening = Uint8Array.from(head, (letter) => letter.charCodeAt(0))
        await readOrName(Uint8Array.from([...opening, ...tail]))
      },
    ),
    { numRuns: 400 },
  ))

describe('an error says what, where and what is wanted', () => {
  test.each([
    [
      'x = 3, y = 3\nb2o$\n2q!',
      'formats/syntax',
      { format: 'rle', line: 3, column: 3, found: '!' },
    ],
    ['x = 3, y = 3\nb2o$\n 2?o!', 'formats/syntax', { line: 3, column: 3, found: '?o!' }],
    ['x = 3, y = 3\n0o!', 'formats/syntax', { line: 2, column: 1 }],
    ['x = 3, y = 3\nyP!', 'formats/syntax', { line: 2, column: 2 }],
    ['x = 3; y = 3\no!', 'formats/syntax', { line: 1, column: 1 }],
    ['x = 9\no!', 'formats/syntax', { line: 1, column: 1 }],
    [
      'x = 3, y = 3\nob1000000000000o!',
      'formats/limit',
      { line: 2, column: 3, found: '1000000000000' },
    ],
    ['x = 3, y = 3\n16777216o16777216o!', 'formats/limit', { line: 2, column: 10, limit: 2 ** 24 }],
    ['x = 3, y = 3\n16777216$o!', 'formats/limit', { line: 2, column: 1 }],
    ['x = 999999999999, y = 3\no!', 'formats/limit', { line: 1, found: '999999999999' }],
    ['#CXRLE Gen=-4\nx = 1, y = 1\no!', 'formats/syntax', { line: 1, found: '-4' }],
    [
      '3D version=1 size=0\nx=1 y=1 z=1\no!',
      'formats/syntax',
      { format: 'rle3', line: 1, column: 14 },
    ],
    ['3D version=2\nx=1 y=1 z=1\no!', 'formats/unsupported', { format: 'rle3', line: 1 }],
    ['3D version=1\n', 'formats/truncated', { format: 'rle3' }],
    ['3D version=1\nx=1 y=1 z=1\no/o//\nK?', 'formats/syntax', { line: 4, column: 2 }],
    [
      '[M2]\n4 0 0 0 1\n',
      'formats/syntax',
      { format: 'macrocell', line: 2, column: 9, found: '1' },
    ],
    ['[M2]\n$*$\n5 1 0 0 0\n', 'formats/syntax', { line: 3, column: 3 }],
    ['[M2]\n$$$$$$$$*\n', 'formats/syntax', { line: 2, column: 9 }],
    ['[M2]\n.........*\n', 'formats/syntax', { line: 2, column: 9 }],
    ['[M2]\n1 0 0 0 256\n', 'formats/syntax', { line: 2, column: 9 }],
    ['[M2]\n1 0 0 1\n', 'formats/syntax', { line: 2, column: 8 }],
    ['[M2]\n999 0 0 0 0\n', 'formats/limit', { line: 2, found: 999 }],
    ['!x\n.O.\n.Z\n', 'formats/syntax', { format: 'cells', line: 3, column: 2, found: 'Z' }],
    ['#Life 1.05\n#P 1\n*\n', 'formats/syntax', { format: 'life105', line: 2 }],
    ['#Life 1.05\n#P 9999999999 1\n*\n', 'formats/limit', { line: 2 }],
    ['#Life 1.06\n1 2\n3 x\n', 'formats/syntax', { format: 'life106', line: 3, column: 3 }],
    ['#Life 1.06\n1 2 3\n', 'formats/syntax', { line: 2, column: 5 }],
    ['#Life 1.06\n-1000000000 0\n1000000000 0\n', 'formats/too-large', { found: '2000000001' }],
    ['#Life 1.06\n123456789012345678901234567890 0\n', 'formats/limit', { line: 2, column: 1 }],
    ['PK\x03\x04', 'formats/unknown', { found: 'a zip archive' }],
    ['@RULE WireWorld\n', 'formats/unknown', { found: 'a Golly rule' }],
    ['Dear reader,\n', 'formats/unknown', {}],
    ['', 'formats/unknown', { found: 'nothing' }],
    ['#Life 1.05\n#P 0 16777220\n?', 'formats/syntax', { line: 3, column: 1 }],
  ])('%j', async (text, code, details) => {
    const error = await readOrName(encode(text))
    expect(error).toBeInstanceOf(PatternError)
    expect(error).toMatchObject({ code, details })
  })

  test('an empty file is no pattern, whatever it is called', async () => {
    for (const fileName of ['x.rle', 'x.cells', 'x.lif']) {
      expect(await readOrName(encode(''), fileName)).toMatchObject({ code: 'formats/unknown' })
      expect(await readOrName(encode(' \n'), fileName)).toMatchObject({ code: 'formats/unknown' })
    }
    const note = await readOrName(encode('#C a note\n'), 'x.rle')
    expect(note).toMatchObject({ comments: ['a note'] })
  })

  test('whose details survive JSON and whose message is a sentence', async () => {
    const error = (await readOrName(encode('x = 3, y = 3\nb?o!'))) as PatternError
    expect(JSON.parse(JSON.stringify(error.details))).toEqual(error.details)
    expect(error.message).toMatch(/^RLE, line 2, column 2: found "\?o!" where .* is wanted\.$/)
  })

  test('also of .npy: numbers that are no bytes, negative states, cut data, absurd shapes', async () => {
    const npy = (header: string, data: number[] = []) => {
      const text = `\x93NUMPY\x01\0${String.fromCharCode(header.length)}\0${header}`
      return Uint8Array.from([...Array.from(text, (letter) => letter.charCodeAt(0)), ...data])
    }
    const header = (descr: string, shape: string) =>
      `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`
    const cases = [
      [npy(header('<f8', '2,'), [0, 0]), 'formats/unsupported'],
      [npy(header('|i1', '2,'), [0, 200]), 'formats/syntax'],
      [npy(header('|u1', '2, 3'), [0, 0]), 'formats/truncated'],
      [npy(header('|u1', '99999999999, 3')), 'formats/limit'],
      [npy(header('|u1', '16777216, 16777216, 16777216')), 'formats/truncated'],
      [npy(header('|u1', '1, 1, 1, 1'), [0]), 'formats/unsupported'],
      [npy(header('|u1', ''), [0]), 'formats/unsupported'],
      [npy('{}'), 'formats/syntax'],
    ] as const
    for (const [bytes, code] of cases) expect(await readOrName(bytes)).toMatchObject({ code })
  })

  test('also of .vox: several models, a voxel outside, color 0, a cut chunk', async () => {
    const whole = await writePattern(sampleOf('vox'), 'vox')
    const editAt = (at: number, value: number) => whole.with(at, value)
    const sizeAt = 20 + 12
    const firstVoxelAt = sizeAt + 12 + 12 + 4
    expect(await readOrName(editAt(sizeAt, 0))).toMatchObject({ code: 'formats/syntax' })
    expect(await readOrName(editAt(sizeAt + 2, 1))).toMatchObject({ code: 'formats/limit' })
    expect(await readOrName(editAt(firstVoxelAt, 5))).toMatchObject({
      code: 'formats/syntax',
      details: { byteOffset: firstVoxelAt },
    })
    expect(await readOrName(editAt(firstVoxelAt + 3, 0))).toMatchObject({ code: 'formats/syntax' })
    expect(await readOrName(editAt(15, 255))).toMatchObject({ code: 'formats/truncated' })
    const children = whole.subarray(20)
    const twice = Uint8Array.from([...whole, ...children])
    new DataView(twice.buffer).setUint32(16, 2 * children.length, true)
    expect(await readOrName(twice)).toMatchObject({ code: 'formats/unsupported' })
  })
})

describe('what is made to break a reader is over within a second', () => {
  const within = async (bytes: Uint8Array, fileName?: string) => {
    const start = threadTimeMs()
    const outcome = await readOrName(bytes, fileName)
    expect(threadTimeMs() - start).toBeLessThan(5000)
    return outcome
  }

  test('a gzip bomb', async () => {
    const bomb = await gzip(new Uint8Array(MAX_FILE_BYTES + 2 ** 20))
    expect(await within(bomb)).toMatchObject({ code: 'formats/limit', details: { format: 'gzip' } })
  })

  test('one huge line', async () => {
    const line = new Uint8Array(2 ** 24).fill(46)
    expect(await within(line, 'x.cells')).toMatchObject({ size: { x: 2 ** 24 } })
    line[0] = 35
    expect(await within(line, 'x.rle')).toMatchObject({ code: 'formats/limit' })
  })

  test.each([
    ['x = 1@z\no!', 'formats/syntax'],
    ['x = 1, y = 1@q\no!', 'formats/syntax'],
    ['x = 1, y = 1, rule =@\u2028q\no!', 'rle'],
    ['3D version=1\nx=1@q\no!', 'formats/syntax'],
    ['3D version=1\nx=1 y=1 z=1@q\no!', 'formats/syntax'],
    ['#Life 1.05\n#P@x\n*\n', 'formats/syntax'],
    ['!Name: a@b\nO\n', 'cells'],
  ])('a line of space in %j', async (text, outcome) => {
    const start = threadTimeMs()
    const found = await readOrName(encode(text.replace('@', ' '.repeat(65_000))))
    // Milliseconds when each space is looked at once, seconds when it is again for each other.
    expect(threadTimeMs() - start).toBeLessThan(1000)
    expect(found instanceof PatternError ? found.code : found.format).toBe(outcome)
  })

  test('a line of letters that might all be one key of 3-D RLE', async () => {
    const start = threadTimeMs()
    const { format } = (await readOrName(
      encode(`3D ${'a'.repeat(65_000)}\nx=1 y=1 z=1\no!`),
    )) as Pattern
    expect(threadTimeMs() - start).toBeLessThan(1000)
    expect(format).toBe('rle3')
  })

  test('a file too large to be looked at', async () => {
    const outcome = await within(new Uint8Array(MAX_FILE_BYTES + 1))
    expect(outcome).toMatchObject({ code: 'formats/limit' })
  })

  test('runs that add up to more cells than are held', async () => {
    const outcome = await within(encode(`x = 1, y = 1\n${'16777216o$'.repeat(20)}!`))
    expect(outcome).toMatchObject({
      code: 'formats/limit',
      details: { line: 2, limit: MAX_PATTERN_CELLS },
    })
  })

  test('a macrocell of 2^256 cells a side, full and empty', async () => {
    const tower = (leaf: string) =>
      encode(
        `[M2]\n${leaf}\n${Array.from({ length: 253 }, (_, i) => `${i + 4} ${`${i + 1} `.repeat(4)}`).join('\n')}\n`,
      )
    const full = tower('********$'.repeat(8))
    expect(await within(full)).toMatchObject({ code: 'formats/too-large' })
    const { population, size } = await inspectPattern(full)
    expect(population).toBe(2n ** 512n)
    expect(size).toEqual([2n ** 256n, 2n ** 256n, 1n])
    expect(await within(tower('$$$$$$$$'))).toMatchObject({ size: { x: 1, y: 1, z: 1 } })
  })
})
