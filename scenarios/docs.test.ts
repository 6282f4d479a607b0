import { existsSync, globSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { COMMANDS } from '../engine/cli/cli.ts'
import { loadCedar } from '../engine/node/load-cedar.ts'
import { runQaTask } from '../engine/node/qa-task.ts'
import { parseSuite } from '../engine/qa/parse-suite.ts'
import { BREACH_KINDS, reportSchema } from '../engine/qa/report-schema.ts'
import { runSuite } from '../engine/qa/run-suite.ts'
import { compileScenario } from '../engine/scenario/compile-scenario.ts'
import { parsePack } from '../engine/scenario/packs/parameter-pack.ts'
import { findBreaches, probe } from '../engine/simulation/run-to-probes.ts'
import { Simulation } from '../engine/simulation/simulation.ts'

/** The YAML blocks of a page. */
async function blocksOn(page: string): Promise<string[]> {
  const text = await readFile(new URL(`../${page}`, import.meta.url), 'utf8')
  return [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block!)
}

const openBlock = async (block: string) => {
  const run = await compileScenario(block, () => Promise.reject(new Error('it names no file')))
  return { run, simulation: await Simulation.start(run, { machine: { now: () => 0, loadCedar } }) }
}

test('what pages of the repository lead to is there', async () => {
  const root = new URL('../', import.meta.url)
  const pages = globSync(['*.md', 'docs/**/*.md', 'scenarios/*.md'], { cwd: fileURLToPath(root) })
  expect(pages.length).toBeGreaterThan(50)
  const lost: string[] = []
  for (const page of pages) {
    const text = await readFile(new URL(page, root), 'utf8')
    for (const [, target] of text.matchAll(/\]\(([^)#\s]+)/g)) {
      if (/^[a-z]+:/.test(target!)) continue
      if (!existsSync(new URL(target!, new URL(page, root)))) lost.push(`${page}: ${target}`)
    }
  }
  expect(lost).toEqual([])
})

test.each(['README.md', 'docs/scenarios.md'])(
  'every scenario on %s runs and holds',
  async (page) => {
    const blocks = (await blocksOn(page)).filter((block) => !block.startsWith('pack:'))
    expect(blocks.length).toBeGreaterThan(0)
    for (const block of blocks) {
      const { run, simulation } = await openBlock(block)
      expect(findBreaches(run, [await probe(simulation)])).toEqual([])
      await simulation.advance(run.ticks!)
      expect((await probe(simulation)).population).toBeGreaterThan(0)
      simulation.dispose()
    }
  },
)

test('the pack on docs/scenarios.md is the one whose values the library has', async () => {
  const [block] = (await blocksOn('docs/scenarios.md')).filter((each) => each.startsWith('pack:'))
  const { parameters } = await parsePack(new TextEncoder().encode(block), 'the pack on the page')
  const file = await readFile(new URL('packs/heat.yaml', import.meta.url))
  expect((await parsePack(file, 'heat')).parameters).toMatchObject(parameters)
})

test('the pulse on docs/fields.md comes back as it was, and one poke goes on', async () => {
  const echo = (await blocksOn('docs/fields.md')).at(-1)!
  const valuesOf = async (text: string, ticks: number) => {
    const run = await compileScenario(text, () => Promise.reject(new Error('it names no file')))
    const simulation = await Simulation.start(run, { machine: { now: () => 0 } })
    await simulation.advance(ticks)
    const values = new Int32Array(run.size.x)
    await simulation.readPlane({ kind: 'channel', name: 'echo' }, values, 0)
    simulation.dispose()
    return [...values].map((raw) => raw / 2 ** 14)
  }
  const first = [1, 1, ...Array(30).fill(0)]
  expect(await valuesOf(echo, 0)).toEqual(first)
  expect(await valuesOf(echo, 32)).toEqual([...first].reverse())
  expect(await valuesOf(echo, 64)).toEqual(first)
  const pushed = await valuesOf(echo.replace('value: -1', 'value: 0'), 9)
  expect(pushed.reduce((sum, value) => sum + value, 0)).toBe(2 * (9 + 1))
})

test('the meta-rules on docs/meta-rules.md are those of a world that runs', async () => {
  const [list, ...others] = await blocksOn('docs/meta-rules.md')
  expect(others).toEqual([])
  const run = await compileScenario(
    `version: 1
name: Calm and wild
world: { size: [12, 12] }
rule: B3/S23V
rules: { calm: B3/S23V, wild: B2/S }
channels: [heat]
policies: { use: [permit-all] }
bits: [{ box: { size: [12, 12] }, rule: calm, trustScore: 0.1, metaRules: page }]
metaRules:
  page:
${list!.replace(/^/gm, '    ')}
initial: [{ soup: { density: 100 } }]
ticks: 4
`,
    () => Promise.reject(new Error('it names no file')),
  )
  const simulation = await Simulation.start(run, { machine: { now: () => 0, loadCedar } })
  await simulation.advance(4)
  const { rules } = run.living!
  expect(rules.map(({ name }) => name)).toContain('calm@moore-2d')
  simulation.dispose()
})

test('the two towns on docs/scenarios.md show what their policy refuses', async () => {
  const block = (await blocksOn('docs/scenarios.md')).find((text) => text.includes('Two towns'))!
  const { simulation } = await openBlock(block)
  const messages = simulation.bits!.refusals.map(({ failure }) => failure.message)
  expect(messages).toHaveLength(2)
  for (const message of messages)
    expect(message).toContain('forbidden by policy "strangers stay west"')
  simulation.dispose()
})

test('docs/scenarios.md lists the metrics that there are, and no others', async () => {
  const page = await readFile(new URL('../docs/scenarios.md', import.meta.url), 'utf8')
  const rows = /### Metrics\n([\s\S]*?)\n## /.exec(page)![1]!.matchAll(/^\| (`.*?) \|/gm)
  const listed = [...rows].flatMap(([, names]) =>
    [...names!.matchAll(/`(.*?)`/g)].map(([, n]) => n),
  )
  // One has bits and CAChannels, the other rules that write to fields.
  const blocks = (await blocksOn('docs/scenarios.md')).filter((text) =>
    /^name: A (word along the row|fire is lit)$/m.test(text),
  )
  const found = new Set<string>()
  for (const block of blocks) {
    const { run, simulation } = await openBlock(block)
    await simulation.advance(1)
    const channels = run.living!.channels.map(({ name }) => name)
    for (const name of Object.keys((await probe(simulation)).metrics)) {
      const general = name
        .replace(/^(zone|caChannel)\.\w+/, '$1.NAME')
        .replace(/\.lost\.\w+/, '.lost.CAUSE')
      const [first, last] = general.split('.')
      found.add(channels.includes(first!) ? `CHANNEL.${last}` : general)
    }
    simulation.dispose()
  }
  expect(new Set(listed)).toEqual(found)
})

test('the suite on docs/qa.md is one, and runs as the page says', async () => {
  const [block, ...others] = await blocksOn('docs/qa.md')
  expect(others).toEqual([])
  const suite = parseSuite(block!)
  const task = { folder: '.', backend: 'auto', kernelThreads: 1, accepts: false } as const
  const report = await runSuite(suite, {
    ...{ baseline: undefined, now: () => 0, engine: 'test' },
    execute: async (entry, baseline) =>
      (await runQaTask({ ...task, entry, baseline }, () => {})).report,
  })
  expect(report.scenarios).toMatchObject([{ name: 'glider', ticks: 64, outcome: 'failed' }])
  expect(report.scenarios[0]!.probes.map(({ tick }) => tick)).toEqual([32, 64])
  expect(report.scenarios[0]!.breaches.map(({ kind }) => kind)).toEqual(['baseline'])
})

test('docs/qa.md tells of every option, outcome and breach that there is', async () => {
  const page = await readFile(new URL('../docs/qa.md', import.meta.url), 'utf8')
  const { options } = COMMANDS.find(({ name }) => name === 'qa')!
  for (const option of Object.keys(options)) expect(page).toContain(`--${option}`)
  for (const kind of BREACH_KINDS) expect(page).toContain(`\`${kind}\``)
  const { outcome } = reportSchema.shape.scenarios.element.shape
  for (const each of outcome.options) expect(page).toContain(`\`${each}\``)
})

test('the README counts the scenarios', async () => {
  const files = await readdir(new URL('.', import.meta.url))
  const count = files.filter((name) => name.endsWith('.yaml')).length
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`holds ${count} to start from`)
})
