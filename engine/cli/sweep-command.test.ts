import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { parseCsv } from '../formats/table/read-csv.ts'
import { openSweep, readDocument } from '../node/open-sweep.ts'
import { parseDocument } from '../scenario/parse-document.ts'
import { compileSweep } from '../simulation/sweep/parse-sweep.ts'
import { runCliHere } from '../testing/run-cli.ts'

const folder = createTemporaryFolder()
afterAll(folder.dispose)
const at = (name: string) => join(folder.path, name)

const SOUP = ['B3/S23', '--size', '16,16', '--ticks', '8', '--threads', '0']

test('thunderline sweep prints a table of its points, and their numbers as a document', async () => {
  const words = ['sweep', ...SOUP, '--vary', 'density=32,96; rule=B3/S23,4555', '--seeds', '3']
  const { exitCode, out, err } = await runCliHere(...words)
  expect(exitCode).toBe(0)
  expect(out).toMatch(
    /^B3\/S23: 12 runs of 4 points\ndensity +rule +runs +tick +activity +alive +entropy\n/,
  )
  // Slow machines tell how far they are before.
  expect(err).toMatch(/(?:^|\n)12 runs in [\d.]+ s\n$/)
  const document = JSON.parse((await runCliHere(...words, '--json')).out)
  expect(document).toMatchObject({
    runs: 12,
    failed: 0,
    parameters: ['density', 'rule'],
    out: null,
  })
  const { alive, entropy } = document.points[1].probes[0].metrics
  expect(document.points[1]).toMatchObject({ parameters: { density: 32, rule: 4555 }, runs: 3 })
  expect(alive.count).toBe(3)
  expect(alive.min).toBeLessThanOrEqual(alive.mean)
  expect(entropy.max).toBeGreaterThanOrEqual(entropy.mean)
})

test('a dry run lists the runs and makes none', async () => {
  const words = ['sweep', ...SOUP, '--vary', 'density=1..3', '--seeds', '5..6', '--dry-run']
  const { out } = await runCliHere(...words, '--out', at('dry.csv'))
  expect(out).toMatch(/6 runs of 3 points\n[0-9a-f]{16} {2}density 1 {2}seed 5\n/)
  expect(JSON.parse((await runCliHere(...words, '--json')).out).runs).toHaveLength(6)
  expect(await readdir(folder.path)).not.toContain('dry.csv')
})

test('a run that fails is told with its point, and the exit code is 1', async () => {
  const { exitCode, out } = await runCliHere('sweep', ...SOUP, '--vary', 'density=32,999')
  expect(exitCode).toBe(1)
  expect(out).toMatch(/2 runs of 2 points, 1 failed/)
  expect(out).toMatch(/density 999: scenario\/invalid: /)
})

test('a point that failed is told from one that lacks a number, and its seeds in one line', async () => {
  const vary = ['--vary', 'rule=B3/S23,no such rule', '--seeds', '2', '--metric', 'alive']
  const { out } = await runCliHere('sweep', ...SOUP, ...vary)
  expect(out).toMatch(/\n +B3\/S23 +2 +8 +\d/)
  expect(out).toMatch(/\nno such rule +0 of 2 +failed +-\n/)
  expect(out.match(/scenario\/invalid/g)).toHaveLength(1)
  expect(out).toMatch(
    /rule no such rule, seeds 0, 1: scenario\/invalid: The scenario has one fault: /,
  )
})

test('a scenario is swept over in its own folder, by the places of its values', async () => {
  folder.write('dot.rle', 'x = 1, y = 1, rule = B3/S23\no!\n')
  const initial = [{ pattern: 'dot.rle' }, { cells: [[3, 3]] }]
  const world = { size: [8, 8] }
  const scenario = { version: 1, name: 'Dots', rule: 'B1/S1', world, initial, ticks: 3 }
  folder.write('dots.json', JSON.stringify(scenario))
  const words = ['sweep', at('dots.json'), '--threads', '0', '--out', at('dots.csv')]
  const { exitCode } = await runCliHere(...words, '--vary', 'initial[1].at=0; initial[0].at[0]=0')
  expect(exitCode).toBe(2)
  expect((await runCliHere(...words, '--vary', 'rule=B1/S1,B3/S23')).exitCode).toBe(0)
  const [, ...records] = parseCsv(await readFile(at('dots.csv'), 'utf8'))
  expect(records.map((record) => record.slice(1, 4))).toEqual([
    ['B1/S1', 'Dots', 'B1/S1'],
    ['B3/S23', 'Dots', 'B3/S23'],
  ])
})

test.each([
  [['B3/S23'], /size: is needed/],
  [[...SOUP, '--vary', 'densty=1'], /no scenario has a key densty/],
  [[...SOUP, '--vary', 'density'], /--vary: "density" is not NAME=VALUES/],
  [[...SOUP, '--vary', 'density=1,1'], /points 0 and 1 are the same/],
  [[...SOUP, '--out', 'table.txt'], /\.csv or \.parquet/],
  [[...SOUP, '--out', 'table.parquet', '--resume'], /--resume goes on with --out FILE\.csv/],
  [[...SOUP, '--metric', 'entropie'], /no metric is called "entropie"/],
  [[...SOUP, '--seeds', '3..1'], /seeds/],
  [['missing.yaml'], /missing\.yaml: no such file/],
])('thunderline sweep %j is bad input', async (words, message) => {
  const { exitCode, err } = await runCliHere('sweep', ...words)
  expect(err).toMatch(message)
  expect(exitCode).toBe(2)
})

test('sweeps that come with Thunderline and those of its page are sound', async () => {
  const sweeps = fileURLToPath(new URL('../../scenarios/sweeps/', import.meta.url))
  for (const name of (await readdir(sweeps)).filter((each) => each.endsWith('.yaml'))) {
    const { tasks } = await openSweep(await readDocument(join(sweeps, name)), sweeps)
    expect(tasks.length).toBeGreaterThan(10)
  }
  const page = await readFile(new URL('../../docs/sweeps.md', import.meta.url), 'utf8')
  const blocks = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, block]) => block!)
  expect(blocks.map((block) => compileSweep(parseDocument(block)).points.length)).toEqual([16])
})

test('run --metrics writes a row for each probe that is reported', async () => {
  folder.write('glider.rle', 'x = 3, y = 3, rule = B3/S23\nbob$2bo$3o!\n')
  const words = ['run', at('glider.rle'), '--size', '16,16', '--probe', '0,4', '--ticks', '9']
  const asked = [...words, '--metrics', at('run.csv')]
  const { out } = await runCliHere(...asked, '--json')
  const [header, ...records] = parseCsv(await readFile(at('run.csv'), 'utf8'))
  const rows = records.map((record) =>
    Object.fromEntries(header!.map((name, i) => [name!, record[i]])),
  )
  expect(header!.slice(-6)).toEqual([
    ...['activity', 'activity.ratio', 'alive', 'alive.ratio', 'entropy', 'entropy.normalized'],
  ])
  const { probes } = JSON.parse(out)
  expect(rows.map(({ tick }) => tick)).toEqual(['0', '4'])
  for (const [i, { tick, population, cellsHash, stateHash, metrics }] of probes.entries()) {
    const { activity, entropy } = metrics
    expect(rows[i]).toMatchObject({ size: '16x16', cellsHash, stateHash })
    const numbers = ['tick', 'population', 'entropy', 'activity'].map((name) => rows[i]![name])
    expect(numbers.map((text) => text && Number(text))).toEqual([
      tick,
      population,
      entropy,
      activity,
    ])
  }
  await runCliHere(...words, '--metrics', at('few.csv'), '--metric', 'clusters:moore8')
  const [few] = parseCsv(await readFile(at('few.csv'), 'utf8'))
  expect(few!.slice(10)).toEqual(
    ['count', 'largest', 'mean', 'percolates', 'second-moment'].map(
      (each) => `clusters.moore8.${each}`,
    ),
  )
})

test('run --metrics tells a population beyond 2^53 to the last digit', async () => {
  // A square of 2^30 by 2^30 live cells: a number that digits of a double do not tell.
  const levels = Array.from(
    { length: 27 },
    (_, i) => `${i + 4} ${i + 1} ${i + 1} ${i + 1} ${i + 1}`,
  )
  const eight = `${'*'.repeat(8)}$`.repeat(8)
  folder.write('full.mc', `[M2] (thunderline)\n#R B/S012345678\n${eight}\n${levels.join('\n')}\n`)
  const words = ['run', at('full.mc'), '--ticks', '0', '--metric', 'lambda']
  const { exitCode, err } = await runCliHere(...words, '--metrics', at('full.csv'))
  expect([exitCode, err]).toEqual([0, expect.any(String)])
  const [header, row] = parseCsv(await readFile(at('full.csv'), 'utf8'))
  expect(row![header!.indexOf('population')]).toBe(String(4n ** 30n))
})
