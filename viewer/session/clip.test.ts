import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sortCells } from '../../engine/formats/cell-list.ts'
import { type Clip, readClip } from '../../engine/formats/read-clip.ts'
import { tries } from '../../engine/testing/tries.ts'
import { mirrorClip, turnClip, writeClip } from './clip.ts'
import { isClipText } from './clip-text.ts'

const GLIDER = 'x = 3, y = 3, rule = B3/S23\nbo$2bo$3o!'

/** The rows of a flat pattern, as one reads them. */
const rowsOf = ({ size, cells }: Clip): string[] =>
  Array.from({ length: size.y }, (_, y) =>
    Array.from({ length: size.x }, (_, x) => {
      const at = cells.x.findIndex((each, i) => each === x && cells.y[i] === y)
      return at === -1 ? '.' : 'o'
    }).join(''),
  )

const anyClip: fc.Arbitrary<Clip> = fc
  .record({
    x: fc.integer({ min: 1, max: 5 }),
    y: fc.integer({ min: 1, max: 5 }),
    z: fc.integer({ min: 1, max: 4 }),
  })
  .chain((size) =>
    fc
      .uniqueArray(fc.nat(size.x * size.y * size.z - 1), { minLength: 1, maxLength: 20 })
      .chain((sites) =>
        fc
          .array(fc.integer({ min: 1, max: 255 }), {
            minLength: sites.length,
            maxLength: sites.length,
          })
          .map((states) => ({
            size,
            cells: sortCells({
              x: Int32Array.from(sites, (site) => site % size.x),
              y: Int32Array.from(sites, (site) => Math.floor(site / size.x) % size.y),
              z: Int32Array.from(sites, (site) => Math.floor(site / (size.x * size.y))),
              states: Uint8Array.from(states),
            }),
          })),
      ),
  )

test('what Golly copies is read, turned clockwise and mirrored', async () => {
  const glider = await readClip(GLIDER)
  expect(rowsOf(glider)).toEqual(['.o.', '..o', 'ooo'])
  expect(rowsOf(turnClip(glider, 'z'))).toEqual(['o..', 'o.o', 'oo.'])
  expect(rowsOf(mirrorClip(glider, 'x'))).toEqual(['.o.', 'o..', 'ooo'])
  expect(rowsOf(mirrorClip(glider, 'y'))).toEqual(['ooo', '..o', '.o.'])
})

describe('patterns in two and three dimensions', () => {
  test('are the same when they are written and read', async () => {
    await fc.assert(
      fc.asyncProperty(anyClip, async (clip) => {
        expect(await readClip(writeClip(clip))).toEqual(clip)
      }),
      { numRuns: tries(100) },
    )
  })

  test('four turns or two mirrorings leave them as they are, and two turns are two mirrorings', () => {
    fc.assert(
      fc.property(anyClip, fc.constantFrom('x', 'y', 'z'), (clip, axis) => {
        const turned = (times: number) =>
          Array.from({ length: times }).reduce<Clip>((each) => turnClip(each, axis), clip)
        expect(turned(4)).toEqual(clip)
        expect(mirrorClip(mirrorClip(clip, axis), axis)).toEqual(clip)
        const [a, b] = (['x', 'y', 'z'] as const).filter((each) => each !== axis)
        expect(turned(2)).toEqual(mirrorClip(mirrorClip(clip, a!), b!))
      }),
      { numRuns: tries(100) },
    )
  })
})

test('a pattern is told from rules, scenarios and any other text', () => {
  expect(isClipText(GLIDER)).toBe(true)
  expect(isClipText(`#C by hand\n${GLIDER}`)).toBe(true)
  expect(isClipText('3D version=1 size=9\nx=1 y=1 z=1 rule=3D4,5/5\no!')).toBe(true)
  for (const text of ['B3/S23', 'version: 1\nname: x', 'x marks the spot', '']) {
    expect(isClipText(text)).toBe(false)
  }
})
