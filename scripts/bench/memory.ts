/** Peak memory of large two-state worlds, run by the command line as a user runs them. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Benchmark, BenchmarkRow } from '../benchmark.ts'
import { buildCli } from '../build-cli.ts'
import { CLI_FILE } from '../project.ts'

const TICKS = 2

/** 2^30 cells each. */
const WORLDS = [
  { name: '32768x32768', rule: 'B3/S23', size: [32768, 32768] },
  { name: '1024x1024x1024', rule: '4/4/2/M', size: [1024, 1024, 1024] },
  { name: '1024x1024x1024', rule: '13-26/13-14,17-19/2/M', size: [1024, 1024, 1024] },
] as const

const SUBJECTS = [
  ['--backend', 'wasm', '--threads', '1'],
  ['--backend', 'wasm', '--threads', '2'],
  ['--backend', 'auto'],
] as const

/** Makes a process tell the most memory it ever held, as the last line of its errors. */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write(String.fromCharCode(10) + process.resourceUsage().maxRSS))",
)}`

export const benchmark: Benchmark = {
  name: 'memory',
  about:
    `A soup of density one half through \`run --probe 0,${TICKS}\`, hashes included, in a process of ` +
    'its own, one world after another: the most resident memory it held, all told, the seconds in ' +
    'which the first state was made, ticks a second, and the seconds of two probes with hashes.',
  async run() {
    await buildCli()
    const folder = mkdtempSync(join(tmpdir(), 'thunderline-bench-'))
    try {
      return WORLDS.flatMap((world) => SUBJECTS.map((words) => measure(folder, world, words)))
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

function measure(
  folder: string,
  { name, rule, size }: (typeof WORLDS)[number],
  words: readonly string[],
): BenchmarkRow {
  const file = join(folder, 'soup.json')
  const world = { size, topology: 'torus' }
  const initial = [{ soup: { density: 128 } }]
  const scenario = { version: 1, name, world, seed: 1, rule, initial, ticks: TICKS }
  writeFileSync(file, JSON.stringify(scenario))
  const probe = ['--probe', `0,${TICKS}`]
  const child = spawnSync(
    process.execPath,
    ['--import', TELL_PEAK, CLI_FILE, 'run', file, '--json', ...probe, ...words],
    { encoding: 'utf8' },
  )
  if (child.status !== 0) throw new Error(`${name} ended with ${child.status}: ${child.stderr}`)
  const peakBytes = 1024 * Number(child.stderr.slice(child.stderr.lastIndexOf('\n')))
  const cells = size.reduce((product, axis) => product * axis, 1)
  const { openingSeconds, ticksPerSecond, probingSeconds } = JSON.parse(child.stdout)
  const values = {
    peakMB: peakBytes / 1e6,
    bitsPerCell: (8 * peakBytes) / cells,
    openingSeconds,
    ticksPerSecond,
    probingSeconds,
  }
  return { subject: `${name} ${rule} ${words.join(' ')}`, values }
}
