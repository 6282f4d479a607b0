import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildGunField } from '../../scripts/gun-field.ts'
import { cellListFromDense } from '../formats/cell-list.ts'
import { writeRle } from '../formats/write-rle.ts'
import { findBgolly } from '../testing/bgolly.ts'
import { glidersInCorners } from '../testing/patterns.ts'
import { runCliHere as cli, runCliHereAt as cliAt } from '../testing/run-cli.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thunderline-cli-'))
})

afterAll(() => rm(folder, { recursive: true }))

/** Writes a file into the test's folder and gives its path. */
async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const json = async (...words: string[]) => {
  const { exitCode, out } = await cli(...words, '--json')
  return { exitCode, document: JSON.parse(out) }
}

const GLIDER = 'x = 3, y = 3, rule = B3/S23\nbob$2bo$3o!'

test('what a file says moves no cursor and sets no title: control characters are dots', async () => {
  const codes = '\u001b[2J\u0007\u009b31m\u202e'
  const text = `[M2]\n#R B3/S2${codes}\n#N name${codes}\n#C note${codes}\n*$\n`
  const path = await file('escape.mc', text)
  const runs = [
    await cli('pattern', 'info', path),
    await cli('run', path, '--rule', 'Life', '--ticks', '1'),
    await cli('run', path, '--ticks', '1'),
    await cli('rule', 'info', `B3${codes}`),
  ]
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([2, 0, 2, 2])
  for (const { out, err } of runs) {
    expect(`${out}${err}`).not.toMatch(/[^\n\x20-\x7e\u00a1-\u2027\u202f-\u2065\u206a-\uffff]/)
  }
  expect(runs[0]!.out).toContain('name       name·[2J··31m·')
})

test('a tick that takes longer than --timeout ends the run, and tells which', async () => {
  const path = await file('slow.rle', GLIDER)
  const words = ['run', path, '--size', '16,16', '--ticks', '20', '--backend', 'wasm']
  let ms = 0
  // Every look at the clock finds it seven milliseconds on.
  const found = await cliAt(() => (ms += 7), [...words, '--timeout', '6', '--json'])
  expect(found.exitCode).toBe(2)
  expect(JSON.parse(found.out).error).toMatchObject({
    code: 'simulation/tick-timeout',
    details: { tick: 0, timeoutMs: 6, tookMs: 7 },
  })
  expect((await cliAt(() => (ms += 7), [...words, '--timeout', '7'])).exitCode).toBe(0)
  const endless = await cli('run', path, '--ticks', '2', '--timeout', '100')
  expect([endless.exitCode, endless.err]).toEqual([2, expect.stringMatching(/without an end/)])
  const none = await cli(...words, '--timeout', '0')
  expect([none.exitCode, none.err]).toEqual([2, expect.stringMatching(/--timeout takes/)])
})

test('a rule as long as one likes is not repeated whole in its error', async () => {
  const { exitCode, err } = await cli('rule', 'info', `@TREE${' '.repeat(50_000)}`)
  expect(exitCode).toBe(2)
  expect(err.length).toBeLessThan(1000)
})

describe('a pattern 2^60 cells wide', () => {
  test.each(['hashlife', 'auto'])(
    'runs on %s, and is told and exported without hashes',
    async (backend) => {
      const path = await file('corners.mc', glidersInCorners(60))
      const out = join(folder, `${backend}.mc`)
      const words = ['run', path, '--backend', backend, '--probe', '0,4', '--export', out]
      const { exitCode, document } = await json(...words)
      expect(exitCode).toBe(0)
      for (const probe of document.probes) {
        expect(probe).toMatchObject({ population: 20, cellsHash: null, stateHash: null })
        expect(probe.hashReason).toContain('2^53')
      }
      // A glider is the same again after four ticks, a cell farther along both axes.
      const { document: info } = await json('pattern', 'info', out)
      const width = (2n ** 60n - 5n).toString()
      expect(info).toMatchObject({ population: 20, size: [width, width, 1], generation: 4 })
    },
  )

  test('with digests it runs too, and has none', async () => {
    const path = await file('corners.mc', glidersInCorners(60))
    const { document } = await json('run', path, '--probe', '2', '--digest')
    expect(document.probes[0]).toMatchObject({ population: 20, digest: null, runDigest: null })
  })

  test('is converted square by square, whatever its states', async () => {
    const path = await file('corners.mc', glidersInCorners(60))
    const out = join(folder, 'corners.mc.gz')
    const { exitCode, document } = await json('pattern', 'convert', path, out)
    expect(exitCode).toBe(0)
    expect(document.population).toBe(20)
    const [before, after] = [
      await json('pattern', 'info', path),
      await json('pattern', 'info', out),
    ]
    expect(after.document).toEqual(before.document)
  })

  test('cannot be laid out in other formats, and it is said why', async () => {
    const path = await file('corners.mc', glidersInCorners(60))
    const { exitCode, err } = await cli('pattern', 'convert', path, join(folder, 'corners.rle'))
    expect(exitCode).toBe(2)
    expect(err).toContain('at most')
  })
})

test.runIf(findBgolly() !== undefined)(
  'Golly sees the same 2^60 square after a million ticks',
  async () => {
    const path = await file('corners.mc', glidersInCorners(60))
    const [ours, theirs] = [join(folder, 'ours.mc'), join(folder, 'theirs.mc')]
    await json('run', path, '--backend', 'hashlife', '--ticks', '1048576', '--export', ours)
    execFileSync(findBgolly()!, ['-a', 'HashLife', '-m', '1048576', '-o', theirs, path])
    const [our, their] = [
      await json('pattern', 'info', ours),
      await json('pattern', 'info', theirs),
    ]
    expect(our.document.size).toEqual(their.document.size)
    expect(our.document.population).toBe(their.document.population)
  },
)

describe('run', () => {
  test('reports the asked ticks of a pattern, with hashes', async () => {
    const path = await file('glider.rle', GLIDER)
    const { exitCode, document } = await json('run', path, '--size', '16,16', '--probe', '0,1,4')
    expect(exitCode).toBe(0)
    expect(document).toMatchObject({
      rule: 'B3/S23',
      size: [16, 16, 1],
      topology: 'torus',
      seed: '0',
    })
    expect(document.probes.map((probe: { tick: number }) => probe.tick)).toEqual([0, 1, 4])
    for (const probe of document.probes) {
      expect(probe.population).toBe(5)
      expect(probe.counts).toEqual({ 0: 251, 1: 5 })
      expect(probe.cellsHash).toMatch(/^[0-9a-f]{64}$/)
      expect(probe.stateHash).toMatch(/^[0-9a-f]{64}$/)
    }
  })

  test('--digest adds the digests of states and of the run, and changes nothing else', async () => {
    const path = await file('glider.rle', GLIDER)
    for (const world of [['--size', '8,8'], []]) {
      const words = ['run', path, ...world, '--probe', '0,32'] as const
      const [plain, digested] = [await json(...words), await json(...words, '--digest')]
      const digests = digested.document.probes.map(
        ({ digest, runDigest, ...rest }: Record<string, unknown>, i: number) => {
          expect(rest).toEqual(plain.document.probes[i])
          expect(digest).toMatch(/^[0-9a-f]{16}$/)
          expect(runDigest).toMatch(/^[0-9a-f]{16}$/)
          return { digest, runDigest }
        },
      )
      // After 32 ticks a glider is back where it was on a torus of 8 cells, and only there.
      expect(digests[0].digest === digests[1].digest).toBe(world.length > 0)
      expect(digests[0].runDigest).not.toBe(digests[1].runDigest)
      expect((await cli(...words, '--digest')).out).toContain(digests[1].runDigest)
    }
  })

  test('both back ends print the same hashes', async () => {
    const path = await file('glider.rle', GLIDER)
    const words = ['run', path, '--size', '9x7', '--ticks', '20', '--probe', '7,20'] as const
    const [cpu, reference] = await Promise.all([
      json(...words, '--backend', 'cpu'),
      json(...words, '--backend', 'reference'),
    ])
    expect(reference.document.backend).toBe('reference')
    expect(cpu.document.probes).toEqual(reference.document.probes)
  })

  test('a suffix says the world; options override it', async () => {
    const path = await file('suffixed.rle', 'x = 1, y = 1, rule = B3/S23:K30*,20\no!')
    expect((await json('run', path)).document).toMatchObject({
      size: [30, 20, 1],
      topology: 'klein',
    })
    const over = await json('run', path, '--size', '40,44', '--topology', 'box')
    expect(over.document).toMatchObject({ size: [40, 44, 1], topology: 'box' })
  })

  test('a world without a size has no end: a glider flies as far as it is let', async () => {
    const path = await file('glider.rle', GLIDER)
    const { exitCode, document } = await json('run', path, '--ticks', '4000')
    expect(exitCode).toBe(0)
    expect(document).toMatchObject({ size: [0, 0, 1], probes: [{ tick: 4000, population: 5 }] })
    expect(document.cellsPerSecond).toBeUndefined()
  })

  test('a tube has an end along one axis only', async () => {
    const path = await file('glider.rle', GLIDER)
    const { exitCode, document } = await json('run', path, '--size', '0,10', '--ticks', '40')
    expect(exitCode).toBe(0)
    expect(document).toMatchObject({ size: [0, 10, 1], probes: [{ population: 5 }] })
  })

  test('a rule file beside a pattern or a scenario is found by the name they give', async () => {
    // Everything moves to the right.
    const table = 'n_states:2\nneighborhood:vonNeumann\nsymmetries:none\n0,0,0,0,1,1\n1,0,0,0,0,0\n'
    await file('Mover.rule', `@RULE Mover\n@TABLE\n${table}`)
    const pattern = await file('mover.rle', 'x = 3, y = 1, rule = Mover:T8,3\no!')
    const { exitCode, document } = await json('run', pattern, '--ticks', '5')
    expect(exitCode).toBe(0)
    expect(document).toMatchObject({ size: [8, 3, 1], probes: [{ tick: 5, population: 1 }] })
    expect((await json('pattern', 'info', pattern)).document.ruleName).toBe('Mover')
    const scenario = await file(
      'mover.yaml',
      'version: 1\nname: Mover\nrule: Mover\ninitial: [{ cells: [[0]] }]\nprobes: [5]\n',
    )
    expect((await json('run', scenario)).document.probes[0].population).toBe(1)
  })

  test('a rule file that is not there is named', async () => {
    const pattern = await file('lost.rle', 'x = 1, y = 1, rule = Lost\no!')
    const { exitCode, err } = await cli('run', pattern)
    expect(exitCode).toBe(2)
    expect(err).toMatch(/"Lost".*"Lost\.rule".*no such file/)
  })

  test('a scenario that meets its expectations exits with 0, one that does not with 1', async () => {
    const scenario = (population: number) => `
version: 1
name: Blinker
world: { size: [8, 8] }
rule: B3/S23
initial: [{ rle: 3o! }]
ticks: 4
expect: [{ tick: 3, population: ${population} }]
`
    const [good, bad] = await Promise.all([
      file('good.yaml', scenario(3)),
      file('bad.yaml', scenario(4)),
    ])
    expect((await cli('run', good)).exitCode).toBe(0)
    const failed = await cli('run', bad)
    expect(failed.exitCode).toBe(1)
    expect(failed.out).toContain('population should be 4, and is 3')
    const changed = await cli('run', bad, '--size', '9,9')
    expect(changed.exitCode).toBe(0)
    expect(changed.err).toContain('not checked')
  })

  test('--export writes the last state, which reads back the same', async () => {
    const path = await file('glider.rle', GLIDER)
    const target = join(folder, 'later.npy.gz')
    const size = ['--size', '12,12'] as const
    const run = await json('run', path, ...size, '--ticks', '6', '--export', target)
    const again = await json('run', target, ...size, '--rule', 'Life', '--ticks', '0')
    expect(again.document.probes[0].cellsHash).toBe(run.document.probes[0].cellsHash)
    expect((await readdir(folder)).filter((name) => name.includes('unfinished'))).toEqual([])
  })

  test.each([
    [['--ticks', '-1'], '--ticks'],
    [['--ticks', '1.5'], '--ticks'],
    [['--ticks', String(2n ** 60n)], `to ${2n ** 53n - 1n}`],
    [['--probe', '1,x'], '--probe'],
    [['--ticks', '3', '--probe', '4'], '--probe 4'],
    [['--size', '1,2,3,4'], '--size'],
    [['--size', '99999999,99999999'], 'cells'],
    [['--topology', 'bagel'], 'bagel'],
    [['--rule', 'B9/S23'], 'position'],
    [['--rule', 'JvN29'], 'JvN29'],
    [['--seed', '-3'], 'seed'],
    [['--backend', 'webgpu'], 'webgpu'],
    [['--backend', 'abacus'], 'abacus'],
    [['--threads', '0'], '--threads'],
    [['--export', 'x.doc'], '--export'],
    [['--frobnicate'], 'frobnicate'],
    [['extra'], 'extra'],
  ])('%j is refused with exit 2 and its name', async (words, part) => {
    const path = await file('glider.rle', GLIDER)
    const { exitCode, err, out } = await cli('run', path, '--size', '16,16', ...words)
    expect(exitCode).toBe(2)
    expect(err.toLowerCase()).toContain(part.toLowerCase())
    expect(out).toBe('')
  })

  test('a file that is not there, a folder and a file of noise are named', async () => {
    const noise = await file(
      'noise.bin',
      new Uint8Array(400).map((_, i) => (i * 89) % 256),
    )
    for (const path of [join(folder, 'nothing.rle'), folder, noise]) {
      const { exitCode, err } = await cli('run', path, '--size', '8,8')
      expect(exitCode).toBe(2)
      expect(err).not.toContain('    at ')
    }
  })

  test('--export to where nothing can be written is refused before the run, not after', async () => {
    const path = await file('glider.rle', GLIDER)
    await mkdir(join(folder, 'taken.rle'), { recursive: true })
    for (const target of [join(folder, 'nowhere', 'x.rle'), join(folder, 'taken.rle')]) {
      const words = ['--size', '64,64', '--ticks', '1000000000000', '--export', target]
      const { exitCode, err } = await cli('run', path, ...words)
      expect(exitCode).toBe(2)
      expect(err).toContain(target)
    }
  })

  test.each([
    ['x = 1, y = 1, rule = 345/2/4\no!', 'x.cells', '4 states'],
    ['x = 1, y = 1, rule = 4-5/5/2/M:T4,4,4\no!', 'x.rle', 'layers'],
    ['x = 1, y = 1, rule = B3/S23:T300,4\no!', 'x.vox', '300x4x1'],
  ])('--export of %j to %s is refused before the run: %s', async (content, name, reason) => {
    const path = await file('unheld.rle', content)
    const words = ['--ticks', '1000000000000', '--export', join(folder, name)]
    const { exitCode, err, out } = await cli('run', path, ...words)
    expect(exitCode).toBe(2)
    expect(err).toContain(reason)
    expect(out).toBe('')
  })

  test('an --export that fails after the run loses no report, and names what would hold it', async () => {
    const gun = fileURLToPath(new URL('../../scenarios/patterns/gosper-gun.rle', import.meta.url))
    const words = [
      'run',
      gun,
      '--backend',
      'hashlife',
      '--ticks',
      '2^20',
      '--export',
      join(folder, 'wide.rle'),
    ]
    const { exitCode, err, out } = await cli(...words)
    expect(exitCode).toBe(2)
    expect(out).toContain('Gosper glider gun')
    expect(out).toMatch(/^ *1048576 /m)
    expect(err).toContain('not written')
    expect(err).toContain('.mc')
    const { document } = await json(...words)
    expect(document.probes[0].population).toBeGreaterThan(100_000)
    expect(document.error.code).toBe('simulation/too-large')
  })

  test('what --export has written is said on stderr, so that stdout stays one document', async () => {
    const path = await file('glider.rle', GLIDER)
    const target = join(folder, 'said.rle')
    const { err, out } = await cli('run', path, '--ticks', '4', '--export', target, '--json')
    expect(err).toContain(`${target}: written, tick 4 as rle`)
    expect(JSON.parse(out).probes[0].tick).toBe(4)
  })

  test('what an option does not do is said, since the table would not show it', async () => {
    const path = await file('glider.rle', GLIDER)
    const layers = await cli('run', path, '--size', '8,8,8')
    expect(layers.err).toContain('each layer is a world of its own')
    const edges = await cli('run', path, '--topology', 'box')
    expect(edges).toMatchObject({ exitCode: 2, out: '' })
    expect(edges.err).toContain('--size')
    const bottle = await cli('run', path, '--rule', 'B3/S23:K8,8*', '--topology', 'torus')
    expect(bottle.exitCode).toBe(0)
    expect(bottle.err).toContain('before the klein')
    expect((await cli('run', path, '--rule', 'B3/S23:K8,8*')).err).toBe('')
  })

  test.each([
    ['1e2', 100],
    ['1.2e2', 120],
    ['2^6', 64],
  ])('--ticks %s is exact', async (text, ticks) => {
    const path = await file('glider.rle', GLIDER)
    const { document } = await json('run', path, '--ticks', text)
    expect(document.probes[0].tick).toBe(ticks)
  })

  test.each([
    [['--ticks', '2^60'], '--ticks'],
    [['--ticks', '1.55e1'], '--ticks'],
    [['--ticks', '-5'], 'whole number from 0'],
    [['--size', '-5,5'], 'one to three whole numbers'],
    [['--rule', 'W30'], '1-D'],
    [['--rule', 'B3/S23~noise=0.001'], '--size'],
  ])('%j is refused in our words: %s', async (words, part) => {
    const path = await file('glider.rle', GLIDER)
    const { exitCode, err } = await cli('run', path, ...words)
    expect(exitCode).toBe(2)
    expect(err).toContain(part)
    expect(err).not.toMatch(/ambiguous|∞/)
  })

  test('a pipe that nobody writes to is refused, not waited for', async () => {
    const pipe = join(folder, 'pipe.rle')
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe])
    const { exitCode, err } = await cli('run', pipe, '--size', '8,8')
    expect(exitCode).toBe(2)
    expect(err).toContain('not a regular file')
  })

  test.each([
    ['broken.rle', 'x = 3, y = 1\n3?!', [], true],
    ['rule.rle', 'x = 1, y = 1, rule = B9/S\no!', [], true],
    ['rule.rle', 'x = 1, y = 1, rule = B3/S23\no!', ['--rule', 'B9/S'], false],
    ['faulty.yaml', 'version: 1\nname: X\nrule: B9/S\n', [], true],
    ['noise.rle', 'Dear reader', [], true],
  ])(
    'what is wrong in %s (%j %j) is told with the name of the file',
    async (name, text, words, isNamed) => {
      const path = await file(name, text)
      const { exitCode, err } = await cli('run', path, '--size', '8,8', ...words)
      expect(exitCode).toBe(2)
      expect(err.includes(name)).toBe(isNamed)
      expect(err.split(name).length).toBeLessThanOrEqual(2)
    },
  )

  test('under --json an error is a document too', async () => {
    const { exitCode, document } = await json('run', join(folder, 'nothing.rle'))
    expect(exitCode).toBe(2)
    expect(document.error.code).toBe('node/file')
  })
})

test('refused orders are summed by what and why, and the first tell where and who', async () => {
  const path = await file(
    'refused.yaml',
    'version: 1\nname: X\nworld: {size: [8, 8]}\nrule: B3/S23\nticks: 1\n' +
      'policies: {use: [permit-all], capacity: 4, cedar: \'@id("not ada") forbid(principal == Actor::"ada", action, resource);\'}\n' +
      'bits: [{cells: [[1, 2], [2, 2]], actor: ada}, {box: {size: [2, 2]}}, {cells: [[0, 0], [5, 5]]}]\n',
  )
  const { document } = await json('run', path)
  const denied = 'forbidden by policy "not ada"'
  expect(document.refusals).toMatchObject({
    count: 4,
    sums: [
      { order: 'spawn', code: 'policy_denied', reason: denied, count: 2 },
      { order: 'spawn', code: 'coord_occupied', count: 1 },
      { order: 'spawn', code: 'zone_full', count: 1 },
    ],
    first: [
      { site: [1, 2, 0], actor: 'ada', code: 'policy_denied' },
      { site: [2, 2, 0], actor: 'ada', code: 'policy_denied' },
      { site: [0, 0, 0], actor: 'scenario', code: 'coord_occupied' },
      { site: [5, 5, 0], actor: 'scenario', code: 'zone_full' },
    ],
  })
  const { out } = await cli('run', path)
  expect(out).toContain('refused: spawn 2 policy_denied, 1 coord_occupied, 1 zone_full\n')
  // What was refused before a state was saved is counted, and not summed up once more.
  const state = join(folder, 'refused.thunder')
  await cli('run', path, '--save', state)
  const resumed = await json('run', path, '--resume', state, '--ticks', '2')
  expect(resumed.document.refusals).toMatchObject({ count: 4, sums: [] })
  const { out: later } = await cli('run', path, '--resume', state, '--ticks', '2')
  expect(later).toMatch(/4 orders were refused/)
  expect(later).not.toContain('refused: ')
})

describe('scenario validate', () => {
  test('names every fault with field and value, and exits with 2', async () => {
    const path = await file(
      'faulty.yaml',
      'version: 1\nname: X\nrule: B9/S\nseed: -1\ncolour: red\n',
    )
    const { exitCode, out } = await cli('scenario', 'validate', path)
    expect(exitCode).toBe(2)
    for (const part of ['rule:', 'seed:', '-1', 'colour:', '"red"']) expect(out).toContain(part)
  })

  test('says of each fault what it needs, in one style', async () => {
    const path = await file(
      'styles.yaml',
      "version: 2\nname: ''\nrule: B9/S2\nseed: 99999999999999999999999\nticks: -4\ninitial: foo\n" +
        'world: {size: [4, -1]}\nprobes: [a, 3.5]\nexpect: [{tick: 1, counts: {abcd: 1}}]\n' +
        'view: {ticksPerSecond: 0}\n',
    )
    const { out } = await cli('scenario', 'validate', path)
    const told = out.replaceAll(`${path}: `, '')
    for (const line of [
      'version: needs 1 (found 2)',
      'name: needs at least 1 letter (found "")',
      'world.size[1]: needs a number of at least 0 (found -1)',
      'initial: needs a list (found "foo")',
      'probes[1]: needs a whole number (found 3.5)',
      'expect[0].counts.abcd: is not the number of a state (found 1)',
      'view.ticksPerSecond: needs a number of more than 0 (found 0)',
    ]) {
      expect(told).toContain(`${line}\n`)
    }
    expect(told).toMatch(/seed: .*\(found about 1e\+23\)/)
    expect(told).toMatch(/^ +\^$/m)
    expect(told).not.toMatch(/Invalid|Too small|lies beyond/)
  })

  test.each([
    ['when { 1 + }', 2, /policies\.cedar: .*line 3, column 14: unexpected/],
    [
      'when { context.attributes.color == 3 }',
      2,
      /policies\.cedar: "mine" at line 3, column 10: .*\.color`/,
    ],
    ['when { action == Action::"leave" }', 2, /policies\.cedar: "mine" at line \d.*leave/],
    ['when { context.coord.x < 4 }', 0, undefined],
  ])('reads policies as run does: %s', async (clause, code, words) => {
    const head = 'version: 1\nname: X\nworld: {size: [8, 8]}\nrule: B3/S23\nticks: 1\n'
    const policies = [
      'permit(principal, action, resource);',
      '@id("mine") permit(principal, action, resource)',
      `  ${clause};`,
    ]
    const text = policies.map((line) => `    ${line}\n`).join('')
    const path = await file('policies.yaml', `${head}policies:\n  cedar: |\n${text}`)
    const [checked, ran] = [await cli('scenario', 'validate', path), await cli('run', path)]
    expect([checked.exitCode, ran.exitCode]).toEqual([code, code])
    if (words === undefined) return
    for (const told of [checked.out, ran.err]) expect(told).toMatch(words)
    expect(ran.err).toContain(path)
    const { document } = await json('scenario', 'validate', path)
    expect(document.faults).toMatchObject([{ field: 'policies.cedar' }])
  })

  test('a link that leads out of the folder is refused', async () => {
    await rm(join(folder, 'out.rle'), { force: true })
    await symlink('/etc/hostname', join(folder, 'out.rle'))
    const path = await file(
      'link.yaml',
      'version: 1\nname: X\nrule: B3/S23\nworld: {size: [4, 4]}\ninitial: [{pattern: out.rle}]\n',
    )
    const { document, exitCode } = await json('scenario', 'validate', path)
    expect(exitCode).toBe(2)
    expect(document.faults[0].problem).toContain("leads out of the scenario's folder")
  })
})

describe('pattern', () => {
  test('info tells the canonical rule, whatever the file calls it', async () => {
    const path = await file(
      'named.txt',
      '#N A glider\n#C It glides.\nx = 3, y = 3, rule = 23/3:T9,8\nbo$2bo$3o!',
    )
    const { document } = await json('pattern', 'info', path)
    expect(document).toMatchObject({
      format: 'rle',
      rule: 'B3/S23',
      dimensions: 2,
      size: [3, 3, 1],
      population: 5,
      counts: { 1: 5 },
      name: 'A glider',
      comments: ['It glides.'],
      world: ':T9,8',
    })
  })

  test('info names a rule as run does, and tells all of it to --json', async () => {
    const loop = fileURLToPath(
      new URL('../../scenarios/patterns/langtons-loop.rle', import.meta.url),
    )
    expect((await cli('pattern', 'info', loop)).out).toMatch(/^rule +Langtons-Loops #[0-9a-f]{8}$/m)
    expect((await json('pattern', 'info', loop)).document.rule).toMatch(/^@TREE/)
  })

  test('info writes the world with as many sizes as the rule has axes', async () => {
    for (const [rule, world] of [
      ['W30:T41', ':T41'],
      ['4555:T8', ':T8,8,8'],
      ['B3/S23:K8*+1,9', ':K8*+1,9'],
    ]) {
      const path = await file('world.rle', `x = 1, y = 1, rule = ${rule}\no!`)
      expect((await json('pattern', 'info', path)).document.world).toBe(world)
    }
  })

  test('info of a rule that cannot be run tells the cells, and ends in 2 with the reason', async () => {
    const path = await file('neumann.rle', 'x = 2, y = 1, rule = JvN29\n2A!')
    const { out, err, exitCode } = await cli('pattern', 'info', path, '--json')
    expect(exitCode).toBe(2)
    expect(err).toContain('JvN29')
    expect(JSON.parse(out)).toMatchObject({
      rule: 'JvN29',
      population: 2,
      error: { code: 'rules/not-yet' },
    })
  })

  test('info describes what could never be expanded, with numbers beyond 2^53 as strings', async () => {
    // A full 8x8 leaf, doubled 40 times in each direction: 64 * 4^40 cells.
    const leaf = `${'*'.repeat(8)}$`.repeat(8)
    const nodes = Array.from({ length: 40 }, (_, i) => `${i + 4}${` ${i + 1}`.repeat(4)}`)
    const path = await file('huge.mc', ['[M2]', '#R B3/S23', leaf, ...nodes, ''].join('\n'))
    const { document, exitCode } = await json('pattern', 'info', path)
    expect(exitCode).toBe(0)
    expect(document.population).toBe((64n * 4n ** 40n).toString())
    expect(document.size[0]).toBe(8 * 2 ** 40)
  })

  test('convert writes another format with the same cells', async () => {
    const path = await file('glider.rle', GLIDER)
    const target = join(folder, 'glider.mc')
    expect((await cli('pattern', 'convert', path, target)).exitCode).toBe(0)
    expect(await readFile(target, 'utf8')).toContain('[M2]')
    expect((await json('pattern', 'info', target)).document).toMatchObject({
      format: 'macrocell',
      rule: 'B3/S23',
      population: 5,
    })
  })

  test('convert onto a link writes what it leads to', async () => {
    const path = await file('glider.rle', GLIDER)
    const target = await file('target.rle', 'old')
    const link = join(folder, 'link.rle')
    await symlink(target, link)
    expect((await cli('pattern', 'convert', path, link)).exitCode).toBe(0)
    expect(await readFile(target, 'utf8')).toContain('B3/S23')
  })

  test('convert to an unknown ending is refused and writes nothing', async () => {
    const path = await file('glider.rle', GLIDER)
    expect((await cli('pattern', 'convert', path, join(folder, 'glider.xyz'))).exitCode).toBe(2)
    expect(await readdir(folder)).not.toContain('glider.xyz')
  })
})

describe('the program', () => {
  test.each([[[]], [['help']], [['--help']], [['-h']], [['pattern', '--help']]])(
    '%j shows the overview',
    async (words) => {
      const { exitCode, out } = await cli(...words)
      expect(exitCode).toBe(0)
      expect(out).toContain('pattern convert')
    },
  )

  test.each(['run', 'scenario validate', 'pattern info', 'pattern convert', 'rule info'])(
    '%s --help shows its options',
    async (name) => {
      const { exitCode, out } = await cli(...name.split(' '), '--help')
      expect(exitCode).toBe(0)
      expect(out).toContain('--json')
      expect(out).toContain(`thunderline ${name}`)
    },
  )

  test('--version tells the version of the package', async () => {
    const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
    expect((await cli('--version')).out.trim()).toBe(JSON.parse(manifest).version)
  })

  test('half a command is told its other half, and has a help of its own', async () => {
    const { exitCode, err } = await cli('pattern')
    expect(exitCode).toBe(2)
    expect(err).toContain('pattern info and pattern convert')
    const { out } = await cli('pattern', '--help')
    expect(out).toContain('pattern convert')
    expect(out).not.toContain('rule info')
  })

  test('a command there is not is named', async () => {
    const { exitCode, err } = await cli('fly')
    expect(exitCode).toBe(2)
    expect(err).toContain('"fly"')
  })

  test('as a real process: one document on stdout, progress elsewhere, an honest exit code', async () => {
    const path = await file('glider.rle', GLIDER)
    const main = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url))
    const run = async (...words: string[]) => {
      const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
      let out = ''
      child.stdout.on('data', (data) => {
        out += data
      })
      const code = await new Promise((resolve) => child.on('close', resolve))
      return { code, out }
    }
    const good = await run('run', path, '--size', '8,8', '--json')
    expect(good.code).toBe(0)
    expect(JSON.parse(good.out).probes).toHaveLength(1)
    expect((await run('run', path, '--size', 'big')).code).toBe(2)
  })

  test('as a real process that is interrupted: it ends at once, without a trace', async () => {
    const main = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url))
    const { width, cells } = buildGunField(10, 1n)
    const size = { x: width, y: width, z: 1 }
    const list = cellListFromDense(cells, size)
    const field = writeRle({ cells: list, size, dimensions: 2, ruleText: 'B3/S23' })
    const path = await file('guns.rle', field)
    const words = ['run', path, '--backend', 'hashlife', '--ticks', '900000000000000']
    const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += data
      })
    }
    const ended = new Promise((resolve) => {
      child.on('close', (_code, signal) => resolve(signal))
    })
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const start = performance.now()
    child.kill('SIGINT')
    // A shell tells a process that this signal has ended by 130.
    expect(await ended).toBe('SIGINT')
    expect(performance.now() - start).toBeLessThan(10_000)
    expect(output).toBe('')
  })

  test('as a real process whose readers have gone: no trace, and the exit code still tells', async () => {
    const main = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url))
    const path = await file(
      'fails.yaml',
      'version: 1\nname: X\nrule: B3/S23\nworld: {size: [4, 4]}\nticks: 0\nexpect: [{tick: 0, population: 1}]\n',
    )
    const exitCodeOf = (script: string) =>
      spawnSync('sh', ['-c', script, process.execPath, main, path], { encoding: 'utf8' })
    // The reader is gone before anything is written.
    const early = exitCodeOf('{ sleep 0.1; "$0" "$1" run "$2" 2>&3; echo $? >&3; } 3>&2 | true')
    expect(early.stderr.trim()).toBe('1')
    const unheard = exitCodeOf('{ sleep 0.1; "$0" "$1" fly 2>&1; echo $? >&3; } 3>&2 | true')
    expect(unheard.stderr.trim()).toBe('2')
    const full = exitCodeOf('"$0" "$1" run "$2" > /dev/full')
    expect(full.stderr).toContain('stdout: no space left')
    expect(full.stderr).not.toContain('    at ')
    expect(full.status).toBe(2)
  })
})
