import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { parseRule } from '../../../engine/rules/parse-rule.ts'
import { parseDocument } from '../../../engine/scenario/parse-document.ts'
import { compileStudy } from '../../../engine/studies/compile-study.ts'
import { fillTemplate } from '../../../engine/studies/template.ts'
import { openPageStudy } from '../../../engine/worker/open-page-study.ts'
import { listWorldPlaces, readRuleCounts } from './world-places.ts'
import { WORLD_GOALS, writeWorldStudy } from './write-world-study.ts'

const SCENARIOS = join(import.meta.dirname, '../../../scenarios')

const WISHES = { title: 'Pond', ticks: 40, trials: 10, threads: 2, goals: WORLD_GOALS.slice(0, 2) }

test('the counts of a rule are read, and put together they are the rule', () => {
  for (const text of [
    'B3/S23',
    'B/S012345678',
    '4-7/6-8/10/M',
    '9-26/5-7,12-13,15/5/M',
    '1,3/2/2/N',
  ]) {
    const counts = readRuleCounts(text)!
    const params = Object.fromEntries(
      counts.counts.flatMap((count) => [
        [`b${count}`, counts.births.includes(count) ? 1 : 0] as const,
        [`s${count}`, counts.survivals.includes(count) ? 1 : 0] as const,
      ]),
    )
    const filled = String(fillTemplate(counts.template, params))
    expect(parseRule(filled).rule.canonical).toBe(parseRule(text).rule.canonical)
  }
  for (const text of ['rule({})', 'B3/S23H', '30', '1-99/3/2/M', 'a/b/2/M', '']) {
    expect(readRuleCounts(text)).toBeUndefined()
  }
})

test('of a world, densities and what its dynamics are made of may vary, and no place or seed', () => {
  const names = listWorldPlaces({
    ...{ version: 1, seed: 4, world: { size: [8, 8] }, ticks: 9, rule: 'B3/S23' },
    initial: [{ soup: { density: 40 }, at: [1, 2] }, { pattern: 'x.rle' }],
    channels: [{ name: 'heat', decay: 0.25, source: { rate: 3 } }],
  })
  expect(names.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'initial.0.soup.density int',
    'channels.0.decay float',
    'channels.0.source.rate int',
  ])
  for (const { low, high, value } of names) {
    expect(low).toBeLessThan(high)
    expect(value).toBeGreaterThanOrEqual(low)
    expect(value).toBeLessThanOrEqual(high)
  }
})

test('what is written of a world is a study without a fault, of every scenario that comes along', async () => {
  const names = readdirSync(SCENARIOS).filter((name) => name.endsWith('.yaml'))
  let written = 0
  for (const name of names) {
    const document = parseDocument(readFileSync(join(SCENARIOS, name), 'utf8'))
    const { rule } = document as { readonly rule?: unknown }
    const counts = readRuleCounts(String(rule))
    const places = listWorldPlaces(document).slice(0, 5)
    if (counts === undefined && places.length === 0) continue
    const text = writeWorldStudy({ ...WISHES, document, places, rule: counts })
    const plan = compileStudy(parseDocument(text), { allowsCommands: false })
    expect(plan.objectives.map((each) => each.name)).toEqual(['activity', 'disorder'])
    written++
  }
  expect(written).toBeGreaterThan(names.length / 2)
})

test('a study that names files asks for those that were not given, by their paths', async () => {
  const document = parseDocument(readFileSync(join(SCENARIOS, 'acorn.yaml'), 'utf8'))
  const rule = readRuleCounts('B3/S23')
  const text = writeWorldStudy({ ...WISHES, document, places: [], rule })
  const path = /pattern: ([^\s,}]+)/.exec(text)![1]!
  await expect(openPageStudy({ text, files: {} })).rejects.toMatchObject({
    code: 'study/file-missing',
    details: { missing: [path] },
  })
  const bytes = readFileSync(join(dirname(join(SCENARIOS, 'x')), path))
  const opened = await openPageStudy({ text, files: { [path]: new Uint8Array(bytes) } })
  expect(opened.setup.kind).toBe('automaton')
})
