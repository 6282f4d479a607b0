/**
 * Golly's HashLife and ours make the same of the same patterns, to the last square. Skipped where
 * bgolly, or for the large patterns the Debian package `golly`, is not installed.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createHashLifeKernel, type HashLifeKernel } from '../kernels/hashlife/hashlife-kernel.ts'
import { BOX } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { findBgolly } from '../testing/bgolly.ts'
import { anyPattern } from '../testing/patterns.ts'
import { runProgram } from '../testing/run-program.ts'
import { tries } from '../testing/tries.ts'
import { quadTableFromMacrocell } from './hashlife-macrocell.ts'
import { openFile } from './open-file.ts'
import { parseMacrocell } from './read-macrocell.ts'
import { writeMacrocell } from './write-macrocell.ts'

const COLLECTION = '/usr/share/golly/Patterns/HashLife'
const bgolly = findBgolly()
const WHY = bgolly === undefined ? ' (skipped: bgolly is not installed)' : ''
const WHY_LARGE = existsSync(COLLECTION) ? WHY : " (skipped: Golly's patterns are not installed)"

function createKernel(notation: string): HashLifeKernel {
  const { rule } = parseRule(notation)
  return createHashLifeKernel({ size: { x: 0, y: 0, z: 1 }, topology: BOX, rule, seed: 0n })
}

/** Loads a macrocell file, gzipped or not. */
async function load(kernel: HashLifeKernel, bytes: Uint8Array): Promise<void> {
  kernel.load(quadTableFromMacrocell(parseMacrocell(await openFile(bytes)).tree), 0)
}

interface GollyRun {
  readonly population: bigint
  /** A macrocell file. */
  readonly pattern: Uint8Array
}

/** Runs Golly's HashLife in one step. */
async function runGolly(
  file: string | Uint8Array,
  notation: string,
  generations: number,
): Promise<GollyRun> {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-hashlife-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const input = typeof file === 'string' ? file : join(folder, 'in.mc')
  const output = join(folder, 'out.mc')
  if (typeof file !== 'string') writeFileSync(input, file)
  const steps = ['-m', String(generations), '-i', String(generations)]
  const options = ['-a', 'HashLife', '-r', notation, ...steps, '-o', output, input]
  const { printed } = await runProgram(bgolly!, options, 60_000)
  const line = new RegExp(`^${generations.toLocaleString('en')}: ([0-9,]+)$`, 'm').exec(printed)
  if (line === null) throw new Error(`bgolly did not reach generation ${generations}: ${printed}`)
  return {
    population: BigInt(line[1]!.replaceAll(',', '')),
    pattern: readFileSync(output),
  }
}

/** Trimmed trees are equal where and only where all cells are. */
async function expectAgreement(kernel: HashLifeKernel, run: GollyRun, notation: string) {
  expect(kernel.population()).toBe(run.population)
  const other = createKernel(notation)
  await load(other, run.pattern)
  const ours = kernel.save()
  const theirs = other.save()
  expect(ours.root).toBe(theirs.root)
  expect(Buffer.compare(Buffer.from(ours.words.buffer), Buffer.from(theirs.words.buffer))).toBe(0)
  expect(ours.levels).toEqual(theirs.levels)
}

const someOf = (counts: string) => fc.subarray([...counts]).map((some) => some.join(''))

/** Rules without births from nothing: Golly writes those down differently. */
const anyNotation = fc.oneof(
  fc.tuple(someOf('2345678'), someOf('012345678')).map(([b, s]) => `B${b}/S${s}`),
  fc.tuple(someOf('23456'), someOf('0123456')).map(([b, s]) => `B${b}/S${s}H`),
  fc.tuple(someOf('1234'), someOf('01234')).map(([b, s]) => `B${b}/S${s}V`),
  fc.constantFrom('B3/S23', 'B36/S23', 'B2-a/S12', 'B3-k/S2-i34q'),
)

test.skipIf(bgolly === undefined)(`random soups agree with bgolly${WHY}`, () =>
  fc.assert(
    fc.asyncProperty(
      anyNotation,
      anyPattern({ dimensions: 2, states: 2, maxAxisCells: 50 }),
      fc.integer({ min: 1, max: 300 }),
      async (notation, pattern, generations) => {
        const bytes = writeMacrocell(pattern)
        const kernel = createKernel(notation)
        await load(kernel, bytes)
        kernel.advance(generations)
        await expectAgreement(kernel, await runGolly(bytes, notation, generations), notation)
      },
    ),
    { numRuns: tries(16) },
  ),
)

describe.skipIf(bgolly === undefined || !existsSync(COLLECTION))(
  `large patterns${WHY_LARGE}`,
  () => {
    test.each([
      ['metapixel-galaxy.mc.gz', 32_768],
      ['catacryst.mc', 2 ** 20],
      ['wedge-grow.mc', 2 ** 18],
      ['jagged.mc', 123_456],
      ['nick-gotts-1.mc', 2 ** 16],
      ['totalperiodic.mc', 2 ** 17],
    ])('%s is the same at generation %i', { timeout: 60_000 }, async (name, generations) => {
      const path = join(COLLECTION, name)
      const kernel = createKernel('B3/S23')
      await load(kernel, readFileSync(path))
      kernel.advance(generations)
      await expectAgreement(kernel, await runGolly(path, 'B3/S23', generations), 'B3/S23')
    })
  },
)
