import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, watch, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readStateFile } from '../simulation/read-state-file.ts'
import { runCliHere } from '../testing/run-cli.ts'
import { openRun } from './open-run.ts'

const MAIN = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url))
const LIBRARY = fileURLToPath(new URL('../../scenarios', import.meta.url))

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thunderline-state-'))
})

afterAll(() => rm(folder, { recursive: true }))

const start = (words: readonly string[]) =>
  spawn(process.execPath, ['--no-warnings', MAIN, 'run', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** Runs the program as people do. */
async function runProcess(...words: string[]) {
  const child = start([...words, '--json'])
  const output = { out: '', err: '' }
  child.stdout.on('data', (text) => {
    output.out += text
  })
  child.stderr.on('data', (text) => {
    output.err += text
  })
  const [exitCode] = await once(child, 'close')
  return { exitCode, err: output.err, document: JSON.parse(output.out) }
}

/** The same command line in the process of the tests. */
async function runHere(...words: string[]) {
  const { exitCode, out, err } = await runCliHere('run', ...words, '--json')
  return { exitCode, err, document: JSON.parse(out) }
}

/** A living scenario with an event at the tick of saving, and one before and after it. */
const LIVING = `
version: 1
name: Bits in a field
world: { size: [12, 12, 8] }
seed: 3
rule: 4-5/5/2/M
channels: [heat, signal]
zones: [{ name: all, box: { size: [12, 12, 8] }, settled: true, clock: { divisor: 2 } }]
policies: { use: [permit-all], capacity: 300 }
physics: {}
bits: [{ box: { size: [12, 12, 8] }, density: 120, state: 1 }]
events:
  - { tick: 2, poke: [{ channel: heat, box: { size: [4, 4, 4] }, value: 0.5 }] }
  - { tick: 6, terminate: [{ box: { size: [3, 12, 8] }, reason: over }] }
  - { tick: 9, spawn: [{ box: { size: [2, 2, 2] }, state: 1 }] }
`

const scenario = (name: string) => join(LIBRARY, name)

describe('the program that is stopped and started again', () => {
  const endless = ['--backend', 'hashlife']
  // That another process reads what one has written is seen once: each takes a second to start.
  const worlds: [name: string, file: () => string, words: string[], run: typeof runHere][] = [
    ['a torus', () => scenario('brians-brain.yaml'), [], runProcess],
    ['a world without an end', () => scenario('acorn-endless.yaml'), endless, runHere],
    ['a world of bits', () => join(folder, 'living.yaml'), [], runHere],
  ]

  test.each(worlds)('tells of %s what one tells that never stopped', async (...world) => {
    const [, file, words, run] = world
    await writeFile(join(folder, 'living.yaml'), LIVING)
    const state = join(folder, 'state.thunder')
    const all = ['--probe', '6,10,24', '--ticks', '24', '--digest']
    const whole = await runHere(file(), ...all)
    const first = await run(file(), '--ticks', '6', '--digest', '--save', state, ...words)
    expect(first.exitCode).toBe(0)
    expect(first.err).toContain(`${state}: saved, tick 6`)
    const second = await run(file(), ...all, '--resume', state)
    expect(second.exitCode).toBe(0)
    expect(second.document.firstTick).toBe(6)
    expect(second.document.probes).toEqual(whole.document.probes)
  })

  test('may write over what it has read, again and again', async () => {
    const file = scenario('brians-brain.yaml')
    const state = join(folder, 'again.thunder')
    await runHere(file, '--ticks', '5', '--save', state)
    for (const ticks of ['11', '11', '19']) {
      const words = ['--ticks', ticks, '--probe', ticks, '--resume', state, '--save', state]
      expect((await runHere(file, ...words)).exitCode).toBe(0)
    }
    const [resumed, whole] = [
      await runHere(file, '--ticks', '19', '--probe', '19', '--resume', state),
      await runHere(file, '--ticks', '19', '--probe', '19'),
    ]
    expect(resumed.document.probes).toEqual(whole.document.probes)
  })
})

describe('what cannot be is refused by name', () => {
  const file = scenario('brians-brain.yaml')
  const state = () => join(folder, 'refused.thunder')

  beforeAll(async () => {
    await runHere(file, '--ticks', '10', '--save', state())
    await writeFile(join(folder, 'cut.thunder'), (await readFile(state())).subarray(0, -9))
  })

  const cases: [name: string, words: () => string[], code: string, message: RegExp][] = [
    [
      'a probe before',
      () => [file, '--probe', '9,20', '--ticks', '20', '--resume', state()],
      'cli/usage',
      /--probe 9 lies before tick 10/,
    ],
    [
      'an end before',
      () => [file, '--ticks', '9', '--resume', state()],
      'cli/usage',
      /The last tick, 9, lies before tick 10/,
    ],
    [
      'another seed',
      () => [file, '--seed', '99', '--resume', state()],
      'simulation/state-of-another-run',
      /refused\.thunder: .* seed differs/,
    ],
    [
      'another run',
      () => [scenario('acorn.yaml'), '--resume', state()],
      'simulation/state-of-another-run',
      /rule, size/,
    ],
    [
      'a cut file',
      () => [file, '--resume', join(folder, 'cut.thunder')],
      'simulation/state-file',
      /cut\.thunder: .*damaged/,
    ],
    [
      'another kind of file',
      () => [file, '--resume', file],
      'simulation/state-file',
      /another kind of file/,
    ],
    ['no file', () => [file, '--resume', join(folder, 'none')], 'node/file', /no such file/],
    [
      'a folder to write to',
      () => [file, '--ticks', '1e12', '--save', folder],
      'node/file',
      /a folder/,
    ],
    [
      'no folder to write to',
      () => [file, '--ticks', '1e12', '--save', join(folder, 'a/b')],
      'node/file',
      /no such/,
    ],
  ]

  test.each(cases)('%s', async (_, words, code, message) => {
    const { exitCode, err, document } = await runHere(...words())
    expect(exitCode).toBe(2)
    expect(document.error.code).toBe(code)
    expect(err).toMatch(message)
  })

  test('a state too wide to be saved is told, and what was found is not lost', async () => {
    const wide = join(folder, 'wide.thunder')
    const words = ['--ticks', '1e6', '--probe', '1e6', '--save', wide]
    const { exitCode, document, err } = await runHere(scenario('gun-for-ages.yaml'), ...words)
    expect(exitCode).toBe(2)
    expect(document).toMatchObject({
      probes: [{ tick: 1e6 }],
      error: { code: 'simulation/too-large' },
    })
    expect(err).toContain('not saved')
    expect(err).toContain(
      'than the 134217728 cells that a state file of a world without an end holds',
    )
    expect(err).toContain('--export FILE.mc')
    expect(await readdir(folder)).not.toContain('wide.thunder')
  })
})

test('a process that is killed while it saves leaves the old file or all of the new one', async () => {
  const file = join(folder, 'large.yaml')
  // Noise that never changes takes half a megabyte however it is packed, and as long to write.
  await writeFile(
    file,
    'version: 1\nname: Large\nworld: { size: [160, 160, 160] }\nrule: 0-26//2/M\ninitial: [{ soup: { density: 128 } }]\n',
  )
  const state = join(folder, 'killed.thunder')
  await runHere(file, '--ticks', '0', '--save', state, '--backend', 'wasm')
  const old = await readFile(state)
  const run = await openRun(file, {})
  const outcomes = new Set<number>()
  // From when the file is begun to after it is whole. Whether the first kills come in time is up to
  // the machine, so there are as many of them as it takes for one to find the file half written.
  const soon = Array.from({ length: 40 }, () => 0)
  for (const delayMs of [6, 1, ...soon]) {
    if (delayMs === 0 && outcomes.has(0)) break
    const words = ['--ticks', '1', '--probe', '1', '--save', state, '--backend', 'wasm']
    const child = start([file, ...words])
    const closed = once(child, 'close')
    const watching = new AbortController()
    await Promise.race([closed, isBegun(watching.signal)])
    watching.abort()
    if (delayMs > 0) await wait(delayMs)
    child.kill('SIGKILL')
    await closed
    const left = await readFile(state)
    const { tick } = await readStateFile(left, run)
    if (tick === 0) expect(left.equals(old)).toBe(true)
    outcomes.add(tick)
    for (const name of await readdir(folder)) {
      if (name.endsWith(UNFINISHED)) await rm(join(folder, name))
    }
    await writeFile(state, old)
  }
  expect([...outcomes].every((tick) => tick === 0 || tick === 1)).toBe(true)
  expect(outcomes).toContain(0)
}, 120_000)

const UNFINISHED = '.unfinished'

/** Waits for a file in the folder that is not yet whole. */
async function isBegun(signal: AbortSignal): Promise<void> {
  for await (const { filename } of watch(folder, { signal })) {
    if (filename?.endsWith(UNFINISHED)) return
  }
}
