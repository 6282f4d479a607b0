/** The whole of a state, twins and attractors, asked over the protocol of a simulation. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { expect, onTestFinished, test } from 'vitest'
import { DAMAGE_BIT } from '../protocol/analysis-api.ts'
import type { Result } from '../protocol/result.ts'
import type { RunSource } from '../protocol/simulation-api.ts'
import { AttractorService } from './attractor-service.ts'
import { SimulationService } from './simulation-service.ts'

const machine = { now: () => performance.now() }

const scenario = (text: string): RunSource => ({ kind: 'scenario', text, files: {} })

/** A blinker in the middle, and a block over the corner where all edges of a torus meet. */
const TWO = scenario(`version: 1
name: Two
world: { size: [10, 8], topology: torus }
rule: B3/S23
initial:
  - { cells: [[5, 3], [5, 4], [5, 5], [0, 0], [9, 0], [0, 7], [9, 7]], state: 1 }
`)

const HEAT = scenario(`version: 1
name: Warm
world: { size: [4, 3], topology: box }
rule: B3/S23
channels:
  - { name: heat, dynamic: { kind: static } }
events:
  - { tick: 0, poke: [{ channel: heat, cells: [[1, 2]], value: 1.5 }] }
  - { tick: 0, poke: [{ channel: heat, cells: [[3, 0]], value: 0.25 }] }
`)

async function open(source: RunSource): Promise<SimulationService> {
  const service = new SimulationService(machine)
  onTestFinished(() => service.dispose())
  unwrap(await service.load(source))
  return service
}

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`)
  return result.value
}

async function cellsNow(service: SimulationService) {
  const frame = (await service.takeFrame(-1))!
  return { ...frame, cells: new Uint8Array(frame.cells) }
}

test('states are counted by state, and values of a channel in its unit', async () => {
  const two = await open(TWO)
  expect(unwrap(await two.histogram({ kind: 'states' })).bins.map(({ count }) => count)).toEqual([
    73, 7,
  ])
  const warm = await open(HEAT)
  const { bins, total, mean } = unwrap(await warm.histogram({ kind: 'plane', name: 'heat' }))
  expect(total).toBe(12)
  expect(mean).toBe(1.75 / 12)
  expect(bins[0]!.low).toBe(0)
  expect(bins[0]!.count).toBe(10)
  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(12)
  const none = await warm.histogram({ kind: 'plane', name: 'nothing' })
  expect(none).toMatchObject({ ok: false, failure: { code: 'simulation/no-field' } })
})

test('clusters come with a cell of theirs and their box, also across the edges of a torus', async () => {
  const two = await open(TWO)
  const { count, cells, rows } = unwrap(await two.listClusters('around'))
  expect([count, cells]).toEqual([2, 7])
  expect(rows.map((row) => row.cells)).toEqual([4, 3])
  expect(rows[0]!.box).toEqual({ x: 9, y: 7, z: 0, size: { x: 2, y: 2, z: 1 } })
  expect(rows[1]).toEqual({
    cells: 3,
    site: { x: 5, y: 4, z: 0 },
    box: { x: 5, y: 3, z: 0, size: { x: 1, y: 3, z: 1 } },
  })
  expect(await two.listClusters('moore9')).toMatchObject({ ok: false })
})

test('a probe is measured with the run, and gone with it', async () => {
  const warm = await open(HEAT)
  const box = { x: 0, y: 2, z: 0, size: { x: 4, y: 1, z: 1 } }
  const of = { kind: 'plane', name: 'heat' } as const
  unwrap(await warm.watchProbes([{ name: 'row', box, of }]))
  const { measured } = await cellsNow(warm)
  expect(measured.samples.at(-1)?.values).toEqual({ 'probe row': 1.5 / 4 })
  const outside = { ...box, y: 3 }
  expect(await warm.watchProbes([{ name: 'out', box: outside, of }])).toMatchObject({
    ok: false,
    failure: { code: 'simulation/probe' },
  })
  unwrap(await warm.load(TWO))
  expect((await cellsNow(warm)).measured.samples).toEqual([])
})

test('damage is what differs from the twin in which a cell is changed, and the run is not touched', async () => {
  const plain = await open(TWO)
  unwrap(await plain.step(3))
  const expected = unwrap(await plain.hash())
  const two = await open(TWO)
  // A blinker without its end dies: a tick later its three cells are the damage.
  unwrap(await two.beginDamage([{ x: 5, y: 3, z: 0 }]))
  const first = await cellsNow(two)
  expect(first.damage).toEqual({ since: 0, cells: 1, of: 80 })
  expect(first.cells[5 + 10 * 3]).toBe(1 | DAMAGE_BIT)
  expect(first.population).toBe(7)
  unwrap(await two.step(3))
  const { cells, damage } = await cellsNow(two)
  expect(damage).toEqual({ since: 0, cells: 3, of: 80 })
  expect([4, 5, 6].map((x) => cells[x + 10 * 4])).toEqual([129, 129, 129])
  expect(unwrap(await two.hash())).toEqual(expected)
  unwrap(await two.runTo(1))
  expect((await cellsNow(two)).damage?.cells).toBe(3)
  unwrap(await two.endDamage())
  const ended = await cellsNow(two)
  expect(ended.damage).toBeUndefined()
  expect(ended.cells.every((cell) => cell < DAMAGE_BIT)).toBe(true)
})

test('with no cell changed, what an edit by hand does is the damage', async () => {
  const two = await open(TWO)
  unwrap(await two.beginDamage([]))
  unwrap(await two.edit([{ kind: 'paint', cells: [[2, 3]], state: 1 }]))
  expect((await cellsNow(two)).damage?.cells).toBe(1)
  unwrap(await two.step(1))
  // It had no neighbors, and dies.
  expect((await cellsNow(two)).damage?.cells).toBe(0)
})

test('the rows of a line keep their damage, and lose it with the twin', async () => {
  const line = await open({ kind: 'soup', rule: 'W90', density: 0, overrides: { size: '33' } })
  unwrap(await line.beginDamage([{ x: 16, y: 0, z: 0 }]))
  unwrap(await line.step(2))
  const { cells, damage } = await cellsNow(line)
  expect(damage?.cells).toBe(2)
  const marked = [...cells.keys()].filter((cell) => cells[cell]! >= DAMAGE_BIT)
  // Rule 90 copies a change to both sides.
  expect(marked).toEqual([16, 33 + 15, 33 + 17, 66 + 14, 66 + 18])
  unwrap(await line.endDamage())
  expect((await cellsNow(line)).cells.every((cell) => cell === 0)).toBe(true)
})

test('an attractor is certified with the edits of the run, and the certificate checked', async () => {
  const service = new AttractorService(machine)
  const task = { source: TWO, edits: [], maxTicks: 100 }
  const plain = unwrap(await service.certify(task))
  expect(plain).toMatchObject({ isKnown: true, kind: 'cycle', transient: 0, period: 2 })
  const edits = [
    {
      tick: 3,
      paint: [
        {
          cells: [
            [5, 3],
            [5, 4],
            [5, 5],
            [4, 4],
            [6, 4],
          ],
          state: 0,
        },
      ],
    },
  ]
  const edited = { ...task, edits }
  const report = unwrap(await service.certify(edited))
  expect(report).toMatchObject({ isKnown: true, kind: 'fixed', transient: 3 })
  if (!report.isKnown) return
  expect(unwrap(await service.check(edited, report.certificate))).toEqual({
    holds: true,
    backend: 'reference',
  })
  expect(unwrap(await service.check(task, report.certificate))).toMatchObject({
    holds: false,
    claim: 'run',
  })
  expect(await service.check(task, '{')).toMatchObject({
    ok: false,
    failure: { code: 'simulation/certificate' },
  })
})

test('a search that is cancelled says so', async () => {
  const service = new AttractorService(machine)
  const source: RunSource = { kind: 'soup', rule: 'W30', density: 128, overrides: { size: '400' } }
  const search = service.certify({ source, edits: [], maxTicks: 2 ** 40 })
  while ((await service.progress()) === undefined) await new Promise(setImmediate)
  await service.cancel()
  expect(unwrap(await search)).toMatchObject({ isKnown: false, reason: 'cancelled' })
})

test('a state as Parquet is read by another reader, a row a cell', async () => {
  const warm = await open(HEAT)
  const bytes = unwrap(await warm.exportData('parquet'))
  const file = bytes.slice().buffer
  const rows = await parquetReadObjects({ file })
  expect(rows).toHaveLength(12)
  expect(rows.filter(({ heat }) => heat !== 0)).toEqual([
    { x: 3, y: 0, z: 0, state: 0, heat: 0.25 },
    { x: 1, y: 2, z: 0, state: 0, heat: 1.5 },
  ])
})

test('a state as CSV lists what is alive where there is nothing else', async () => {
  const two = await open(TWO)
  const text = new TextDecoder().decode(unwrap(await two.exportData('csv')))
  expect(text.split('\r\n').slice(0, 3)).toEqual(['x,y,z,state', '0,0,0,1', '9,0,0,1'])
  expect(text.trim().split('\r\n')).toHaveLength(8)
})

const READ_NPZ = `
import io, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
for name in archive.namelist():
    data = archive.read(name)
    length = int.from_bytes(data[8:10], 'little')
    print(name, data[:8], eval(data[10:10 + length])['shape'], data[10 + length:].hex())
`

test('a state as NPZ is a ZIP file of arrays to Python', ({ skip }) => readNpz(READ_NPZ, skip))

const LOAD_NPZ = `
import sys, numpy
arrays = numpy.load(sys.argv[1])
assert arrays['cells'].shape == (3, 4) and arrays['cells'].dtype == numpy.uint8
assert arrays['heat'].dtype == numpy.float32 and arrays['heat'][2, 1] == 1.5
assert arrays['heat'].sum() == 1.75 and int(arrays['tick']) == 0
assert arrays['origin'].tolist() == [0, 0, 0]
print('heat')
`

test('a state as NPZ is loaded by NumPy', ({ skip }) => readNpz(LOAD_NPZ, skip, 'numpy'))

async function readNpz(
  program: string,
  skip: (reason: string) => never,
  module = 'zipfile',
): Promise<void> {
  try {
    execFileSync('python3', ['-c', `import ${module}`], { stdio: 'ignore' })
  } catch {
    skip(`python3 has no ${module}`)
  }
  const warm = await open(HEAT)
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-npz-'))
  try {
    const path = join(folder, 'state.npz')
    writeFileSync(path, unwrap(await warm.exportData('npz')))
    const told = execFileSync('python3', ['-c', program, path], { encoding: 'utf8' })
    expect(told).toContain('heat')
  } finally {
    rmSync(folder, { recursive: true })
  }
}
