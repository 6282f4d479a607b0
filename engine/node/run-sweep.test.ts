import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { parseCsvTable } from '../formats/table/read-csv.ts'
import { buildSweepLayout } from '../simulation/sweep/sweep-table.ts'
import { openSweep } from './open-sweep.ts'
import { runSweepInNode } from './run-sweep.ts'

const SWEEP = {
  version: 1,
  name: 'Densities',
  rule: 'B3/S23',
  size: [16, 16],
  parameters: { density: [32, 160], rule: ['B3/S23', 'B36/S23'] },
  seeds: { count: 2 },
  probes: [0, 5],
  ticks: 10,
}

interface Wishes {
  readonly threads?: number
  readonly resumes?: boolean
  readonly out?: string
}

function emptyFolder() {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  return folder
}

async function sweep(document: unknown, { threads = 0, resumes = false, out }: Wishes = {}) {
  const done: number[] = []
  const opened = await openSweep(document, '.')
  const outcome = await runSweepInNode(opened, {
    threads,
    out,
    resumes,
    now: () => 0,
    onProgress: (count) => done.push(count),
  })
  return { ...outcome, done }
}

async function tableOf(document: unknown, wishes: Wishes = {}): Promise<string> {
  const out = wishes.out ?? join(emptyFolder().path, 'out.csv')
  await sweep(document, { ...wishes, out })
  return readFile(out, 'utf8')
}

async function rowsOf(document: unknown, text: string) {
  const { sweep, setup } = await openSweep(document, '.')
  return parseCsvTable(text, buildSweepLayout(sweep, setup.document)).rows
}

test('rows come by point, seed and tick, the last parameter first', async () => {
  const rows = await rowsOf(SWEEP, await tableOf(SWEEP))
  expect(rows).toHaveLength(2 * 2 * 2 * 3)
  const wanted = SWEEP.parameters.density.flatMap((density) =>
    SWEEP.parameters.rule.flatMap((rule) =>
      [0n, 1n].flatMap((seed) => [0n, 5n, 10n].map((tick) => [density, rule, seed, tick])),
    ),
  )
  const found = rows.map(({ cells }) => {
    return [cells['param.density'], cells['param.rule'], cells.seed, cells.tick]
  })
  expect(found).toEqual(wanted)
})

test('the table is the same bytes whatever the number of threads, failures and all', async () => {
  const failing = { ...SWEEP, parameters: { density: [32, 300], 'world.size[0]': [9, -1] } }
  const alone = await tableOf(failing)
  expect(alone).toMatch(/scenario\/invalid/)
  expect(await tableOf(failing, { threads: 3 })).toBe(alone)
})

test('a point that fails is a row with its error, and the others go on', async () => {
  const document = { ...SWEEP, parameters: { density: [32, 300, 96] }, seeds: [7] }
  const out = join(emptyFolder().path, 'out.csv')
  const { failed, errors, points, done } = await sweep(document, { out })
  expect(failed).toBe(1)
  expect(done).toEqual([1, 2, 3])
  expect(points.map((point) => point.probes.length)).toEqual([3, 0, 3])
  expect(errors[0]!.message).toMatch(/initial\[0\]\.soup\.density: needs .* at most 255/)
  const rows = await rowsOf(document, await readFile(out, 'utf8'))
  expect(rows.map(({ cells }) => cells.error === undefined)).toEqual([
    ...[true, true, true],
    false,
    ...[true, true, true],
  ])
  expect(rows[3]!.cells).toMatchObject({ 'param.density': 300, seed: 7n })
  expect(rows[3]!.cells.error).toBe(errors[0]!.message)
  expect(errors[0]!.message).toMatch(/^scenario\/invalid: The scenario has one fault: initial/)
})

test.each([
  [[{ toString: 1, valueOf: 1 }], 'metrics[0]: needs a text'],
  [[null], 'metrics[0]: needs a text'],
  [7, 'metrics: needs a list'],
])('metrics that are none are told by every run: %j', async (metrics, message) => {
  const scenario = { version: 1, name: 'none', rule: 'B3/S23', ticks: 1, metrics }
  const document = { version: 1, name: 'none', scenario, parameters: { seed: ['1', '2'] } }
  const rows = await rowsOf(document, await tableOf(document))
  expect(rows).toHaveLength(2)
  for (const { cells } of rows) expect(cells.error).toContain(message)
})

test('an error stands in a Parquet file as it does in a CSV file, and nowhere else', async () => {
  const folder = emptyFolder()
  const document = {
    ...SWEEP,
    ...{ parameters: { rule: ['B3/S23', 'no such rule', 'B36/S23'] }, seeds: [7], probes: [] },
  }
  const outs = ['out.csv', 'out.parquet'].map((name) => join(folder.path, name))
  for (const out of outs) await sweep(document, { out })
  const rows = await rowsOf(document, await readFile(outs[0]!, 'utf8'))
  const read = await parquetReadObjects({ file: await asyncBufferFromFile(outs[1]!) })
  const errors = rows.map(({ cells }) => cells.error ?? null)
  expect(errors).toEqual([null, expect.stringMatching(/^scenario\/invalid: [^\n]+$/), null])
  expect(read.map(({ error }) => error ?? null)).toEqual(errors)
  const isMeasured = rows.map(({ measured }) => Object.keys(measured).length > 0)
  expect(isMeasured).toEqual(errors.map((error) => error === null))
})

test('what a scenario has measured itself are the columns, of runs that fail too', async () => {
  const scenario = {
    ...{ version: 1, name: 'Soup', world: { size: [16, 16] }, rule: 'B3/S23', ticks: 4 },
    ...{ initial: [{ soup: { density: 90 } }], metrics: ['entropy', 'clusters:moore8'] },
  }
  const densities = { version: 1, scenario, parameters: { density: [300, 32] } }
  const [header] = (await tableOf(densities)).split('\r\n')
  expect(header).toContain('clusters.moore8.count')
  expect(header).not.toContain('alive')
  const lists = { metrics: [['alive'], ['entropie']] }
  const [own] = (await tableOf({ ...densities, parameters: lists })).split('\r\n')
  expect(own).toContain(',alive,alive.ratio,error')
  expect(own).not.toContain('clusters')
})

test('runs beside one that failed are kept, and it is tried again', async () => {
  const out = join(emptyFolder().path, 'out.csv')
  const document = { ...SWEEP, parameters: { density: [32, 300, 96] }, seeds: [7] }
  const whole = await tableOf(document, { out })
  const { resumed, failed, done } = await sweep(document, { out, resumes: true })
  expect({ resumed, failed, done }).toEqual({ resumed: 2, failed: 1, done: [3] })
  expect(await readFile(out, 'utf8')).toBe(whole)
})

test('a table that was cut off anywhere is gone on with, and ends with the same bytes', async () => {
  const whole = await tableOf(SWEEP)
  const out = join(emptyFolder().path, 'out.csv')
  const header = whole.indexOf('\n') + 1
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: header, max: whole.length }), async (length) => {
      await writeFile(out, whole.slice(0, length))
      expect(await tableOf(SWEEP, { out, resumes: true })).toBe(whole)
    }),
    { numRuns: 5 },
  )
})

test('runs that a table has are not made again, wherever in it they stand', async () => {
  const whole = await tableOf(SWEEP)
  const out = join(emptyFolder().path, 'out.csv')
  const [header, ...lines] = whole.split('\r\n').slice(0, -1)
  const runs = Map.groupBy(lines, (line) => line.split(',')[0])
  const shuffled = [...runs.values()].toReversed().toSpliced(4, 3)
  await writeFile(out, [header, ...shuffled.flat(), ''].join('\r\n'))
  const { resumed, done } = await sweep(SWEEP, { out, resumes: true })
  expect(resumed).toBe(5)
  expect(done).toEqual([6, 7, 8])
  expect(await readFile(out, 'utf8')).toBe(whole)
  expect((await sweep(SWEEP, { out, resumes: true })).done).toEqual([])
})

test('a sweep with a point more or less takes over the runs that are still the same', async () => {
  const out = join(emptyFolder().path, 'out.csv')
  const narrow = { ...SWEEP, parameters: { density: [32, 160] } }
  const wide = { ...SWEEP, parameters: { density: [16, 32, 96] } }
  await sweep(narrow, { out })
  const { resumed } = await sweep(wide, { out, resumes: true })
  expect(resumed).toBe(2)
  expect(await readFile(out, 'utf8')).toBe(await tableOf(wide))
})

test('a last run that is torn is made again, also where its point has ticks of its own', async () => {
  const document = { ...SWEEP, parameters: { ticks: [10, 20] }, seeds: [1], probes: [10] }
  const whole = await tableOf(document)
  const out = join(emptyFolder().path, 'out.csv')
  const lines = whole.split('\r\n').slice(0, -2)
  await writeFile(out, [...lines, ''].join('\r\n'))
  expect(await tableOf(document, { out, resumes: true })).toBe(whole)
})

test('what is resumed before it has begun is begun', async () => {
  const folder = emptyFolder()
  folder.write('empty.csv', '')
  for (const name of ['none.csv', 'empty.csv']) {
    const out = join(folder.path, name)
    expect(await tableOf(SWEEP, { out, resumes: true })).toBe(await tableOf(SWEEP))
  }
})

test('a run on another back end is another run', async () => {
  const keysOn = async (backend: 'cpu' | 'wasm') =>
    (await openSweep(SWEEP, '.', backend)).tasks.map(({ key }) => key)
  const wasm = await keysOn('wasm')
  expect((await keysOn('cpu')).filter((key) => wasm.includes(key))).toEqual([])
})

test('rows of errors are tried again', async () => {
  const out = join(emptyFolder().path, 'out.csv')
  const document = { ...SWEEP, parameters: { density: [300] }, seeds: [1] }
  await sweep(document, { out })
  const { resumed, failed } = await sweep(document, { out, resumes: true })
  expect([resumed, failed]).toEqual([0, 1])
})

test('another table is not gone on with', async () => {
  const folder = emptyFolder()
  folder.write('out.csv', 'a,b\r\n1,2\r\n')
  const resuming = sweep(SWEEP, { out: join(folder.path, 'out.csv'), resumes: true })
  await expect(resuming).rejects.toThrow(
    /Record 1 of the CSV file has "a,b" where the columns run,/,
  )
})

test('a run that takes too long is ended with its thread, and the others go on', async () => {
  const document = {
    ...SWEEP,
    size: [64, 64],
    ticks: undefined,
    probes: undefined,
    parameters: { ticks: [1_000_000_000, 1] },
    seeds: [1],
    timeLimitSeconds: 3,
  }
  const { failed, errors } = await sweep(JSON.parse(JSON.stringify(document)), { threads: 1 })
  expect(failed).toBe(1)
  expect(errors[0]!.message).toBe('node/task-time: It took longer than the 3 s that it has.')
})

test('a program that is killed in the middle of a sweep goes on, and ends with the same bytes', async () => {
  const folder = emptyFolder()
  const documentOf = (...ticks: readonly number[]) => {
    const { ticks: _, ...rest } = SWEEP
    return { ...rest, parameters: { ticks, ...SWEEP.parameters } }
  }
  // Runs without an end are in its midst, so that it is not over before it is killed.
  folder.write('sweep.json', JSON.stringify(documentOf(10, 1_000_000_000, 11)))
  const out = join(folder.path, 'killed.csv')
  const main = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url))
  const words = ['--no-warnings', main, 'sweep', 'sweep.json', '--threads', '2', '--out', out]
  const child = spawn(process.execPath, words, { cwd: folder.path, stdio: 'ignore' })
  const closed = once(child, 'close')
  const linesNow = async () => (await readFile(out, 'utf8').catch(() => '')).split('\n').length - 1
  const firstRun = 1 + SWEEP.probes.length + 1
  while ((await linesNow()) < firstRun && child.exitCode === null) await wait(5)
  child.kill('SIGKILL')
  await closed
  const left = (await readFile(out, 'utf8')).length
  const document = documentOf(10, 11)
  const whole = await tableOf(document)
  const { resumed, runs } = await sweep(document, { out, resumes: true })
  expect(await readFile(out, 'utf8')).toBe(whole)
  expect(left).toBeLessThan(whole.length)
  expect(resumed).toBeGreaterThan(0)
  expect(resumed).toBeLessThan(runs)
})

test('a run that is made again comes to the same', async () => {
  const { failed } = await sweep({ ...SWEEP, repeat: 3, seeds: [1] })
  expect(failed).toBe(0)
})

test('the file that a point reads is part of what its run is', async () => {
  const folder = emptyFolder()
  const scenario = { version: 1, name: 'p', rule: 'B3/S23', initial: [{ pattern: 'p.rle' }] }
  const keyWith = async (rle: string) => {
    folder.write('p.rle', `x = 3, y = 1, rule = B3/S23\n${rle}\n`)
    return (await openSweep({ version: 1, scenario }, folder.path)).tasks[0]!.key
  }
  expect(await keyWith('3o!')).not.toBe(await keyWith('2o!'))
})

test('so are the files that only a later point leads to', async () => {
  const folder = emptyFolder()
  const scenario = {
    ...{ version: 1, name: 'p', rule: 'B3/S23' },
    initial: [{ pattern: 'a.rle' }, { soup: { density: 9 } }],
  }
  const document = {
    ...{ version: 1, scenario },
    points: [
      { density: 3, 'initial[0].pattern': 'a.rle' },
      { density: 4, 'initial[0]': { pattern: 'b.rle' } },
    ],
  }
  const keysWith = async (rle: string) => {
    folder.write('a.rle', 'x = 3, y = 1, rule = B3/S23\n3o!\n')
    folder.write('b.rle', `x = 3, y = 1, rule = B3/S23\n${rle}\n`)
    return (await openSweep(document, folder.path)).tasks.map(({ key }) => key)
  }
  const [before, after] = [await keysWith('3o!'), await keysWith('2o!')]
  expect(after.filter((key) => before.includes(key))).toEqual([])
  expect(await keysWith('3o!')).toEqual(before)
})
