import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { openRun } from '../engine/cli/open-run.ts'
import { isUnbounded } from '../engine/lattice/size.ts'

const FOLDER = import.meta.dirname
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'))

test('there are at least twenty scenarios', () => {
  expect(files.length).toBeGreaterThanOrEqual(20)
})

test('every scenario has a line in the table of the README', () => {
  const table = readFileSync(join(FOLDER, 'README.md'), 'utf8')
  expect(files.filter((file) => !table.includes(`](${file})`))).toEqual([])
})

test('every pattern file is part of a scenario', () => {
  const texts = files.map((file) => readFileSync(join(FOLDER, file), 'utf8')).join('\n')
  const patterns = readdirSync(join(FOLDER, 'patterns'))
  expect(patterns.filter((pattern) => !texts.includes(`patterns/${pattern}\n`))).toEqual([])
})

test('every rule file is the rule of a scenario', () => {
  const texts = files.map((file) => readFileSync(join(FOLDER, file), 'utf8')).join('\n')
  const names = readdirSync(FOLDER).flatMap((file) => /^(.*)\.rule$/.exec(file)?.[1] ?? [])
  expect(names.length).toBeGreaterThan(0)
  expect(names.filter((name) => !texts.includes(`\nrule: ${name}\n`))).toEqual([])
})

test('no two scenarios have the same name', () => {
  const names = files.map((file) => {
    const document = load(readFileSync(join(FOLDER, file), 'utf8')) as { readonly name: string }
    return document.name
  })
  expect(new Set(names).size).toBe(names.length)
})

describe.each(files)('%s', (file) => {
  test('says why it is interesting, how far it goes, how fast, and what it expects', async () => {
    const run = await openRun(join(FOLDER, file), {})
    expect(run.about?.length).toBeGreaterThan(40)
    expect(run.ticks).toBe(run.probes.at(-1))
    expect(run.ticksPerSecond).toBeGreaterThan(0)
    expect(run.expectations.map(({ tick }) => tick)).toEqual(run.probes)
    for (const [i, { population, cellsHash, stateHash }] of run.expectations.entries()) {
      expect(population).toBeTypeOf('number')
      // The last state of a world without an end may span too much for a hash.
      const isLast = i === run.expectations.length - 1
      if (isUnbounded(run.size) && isLast && stateHash === undefined) continue
      expect(cellsHash).toMatch(/^[0-9a-f]{64}$/)
      expect(stateHash).toMatch(/^[0-9a-f]{64}$/)
    }
  })
})
