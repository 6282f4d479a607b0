/**
 * Golly's own collection and Golly's own opinion of it. Skipped where the Debian package `golly`
 * is not installed.
 */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findBgolly } from '../testing/bgolly.ts'
import { anyPattern, listCells, listCroppedCells } from '../testing/patterns.ts'
import { runProgram } from '../testing/run-program.ts'
import { inspectPattern } from './inspect-pattern.ts'
import type { PatternFormat } from './pattern.ts'
import type { PatternSource } from './pattern-source.ts'
import { readPattern } from './read-pattern.ts'
import { writePattern } from './write-pattern.ts'

const COLLECTION = '/usr/share/golly/Patterns'
const bgolly = findBgolly()
const files = existsSync(COLLECTION)
  ? globSync(`${COLLECTION}/**/*.{rle,mc,lif,cells,rle.gz,mc.gz}`).sort()
  : []

/** What bgolly prints as the population at generation 0. */
async function populationByGolly(path: string, algorithm: string): Promise<string | undefined> {
  const options = ['-m', '0', '-a', algorithm, path]
  const { printed } = await runProgram(bgolly!, options)
  return /^0: ([\d,]+)$/m.exec(printed)?.[1]?.replaceAll(',', '')
}

describe.skipIf(files.length === 0)("Golly's collection", () => {
  test(`each of its ${files.length} patterns is read`, { timeout: 60_000 }, async () => {
    expect(files.length).toBeGreaterThan(200)
    for (const path of files) {
      const info = await inspectPattern(readFileSync(path), { fileName: basename(path) })
      const ending = path.replace(/\.gz$/, '').split('.').at(-1)
      expect(info.format, path).toBe({ rle: 'rle', mc: 'macrocell', lif: 'life105' }[ending!])
      expect(info.population, path).toBeGreaterThan(0n)
    }
  })

  test.skipIf(bgolly === undefined)(
    'Golly counts the same cells in its Life patterns',
    { timeout: 60_000 },
    async () => {
      const sample = files.filter(
        (path, i) =>
          /\/(HashLife|Life\/(Guns|Methuselahs))\//.test(path) &&
          (i % 2 === 0 || path.endsWith('.lif')),
      )
      expect(sample.length).toBeGreaterThan(15)
      for (const path of sample) {
        const { population } = await inspectPattern(readFileSync(path))
        expect(await populationByGolly(path, 'HashLife'), path).toBe(String(population))
      }
    },
  )
})

/** A world of its own for one pair of files, gone when the test ends. */
function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-formats-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The pattern written by us in one format and by Golly, from that, in another. */
async function convertByGolly(
  folder: string,
  source: PatternSource,
  from: readonly [format: PatternFormat, ending: string],
  toEnding: string,
  algorithm: string,
) {
  const [input, output] = [join(folder, `in.${from[1]}`), join(folder, `out.${toEnding}`)]
  writeFileSync(input, await writePattern(source, from[0]))
  rmSync(output, { force: true })
  await runProgram(bgolly!, ['-m', '0', '-q', '-q', '-a', algorithm, '-o', output, input])
  return readPattern(readFileSync(output))
}

describe.skipIf(bgolly === undefined)(
  'Golly reads what we write and we read what it writes',
  () => {
    test.each([
      [['rle', 'rle'], 'mc', 'HashLife', 'B3/S23', 2],
      [['macrocell', 'mc'], 'rle', 'HashLife', 'B3/S23', 2],
      [['life105', 'lif'], 'mc', 'HashLife', 'B3/S23', 2],
      [['life106', 'lif'], 'rle', 'HashLife', 'B3/S23', 2],
      [['cells', 'cells'], 'rle', 'HashLife', 'B3/S23', 2],
      [['rle', 'rle'], 'mc', 'Generations', '345/2/200', 200],
      [['macrocell', 'mc'], 'rle', 'Generations', '345/2/200', 200],
    ] as const)(
      '%j to %s by %s',
      { timeout: 30_000 },
      async (from, toEnding, algorithm, ruleText, states) => {
        const folder = createFolder()
        await fc.assert(
          fc.asyncProperty(
            anyPattern({ dimensions: 2, states, maxAxisCells: 40 }).filter(
              ({ cells }) => cells.states.length > 0,
            ),
            async (pattern) => {
              const source = { ...pattern, ruleText, states }
              const read = await convertByGolly(folder, source, from, toEnding, algorithm)
              expect(read.ruleText).toBe(ruleText)
              expect(listCroppedCells(read.cells)).toEqual(listCroppedCells(pattern.cells))
            },
          ),
          { numRuns: 8 },
        )
      },
    )

    test('a pattern keeps its place in a bounded world on the way through Golly', async () => {
      const source = {
        cells: {
          x: Int32Array.of(0, 3),
          y: Int32Array.of(0, 2),
          z: Int32Array.of(0, 0),
          states: Uint8Array.of(1, 1),
        },
        size: { x: 4, y: 3, z: 1 },
        dimensions: 2,
        ruleText: 'B3/S23',
        world: { size: { x: 31, y: 20, z: 1 }, topology: { kind: 'torus' } },
        originInWorld: { x: 2, y: 13, z: 0 },
      } as const
      const read = await convertByGolly(createFolder(), source, ['rle', 'rle'], 'mc', 'HashLife')
      expect(read.world).toEqual(source.world)
      expect(read.originInWorld).toEqual(source.originInWorld)
      expect(listCells(read.cells)).toEqual(listCells(source.cells))
    })
  },
)
