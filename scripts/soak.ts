/**
 * `npm run soak`: long campaigns of random cases, and what they found.
 *
 * `npm run soak -- kernels --minutes 10 --seed 7 --json FILE` runs the campaigns named, all by
 * default, each for that long, and writes what they found to a file too, where it takes the place of
 * what the file had of them. `--only TEXT`, once or more often, tries only the kinds of cases whose
 * names contain one of the texts: `planted-faults --only "in a page"`. Ctrl-C ends them with what was
 * done. Any failure ends in exit code 1. The test suite runs a seeded sample of the same cases.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { keepWasmCode } from '../engine/node/keep-wasm-code.ts'
import type { Campaign, CampaignReport } from './campaign.ts'
import { ROOT } from './project.ts'

keepWasmCode()

const FOLDER = join(ROOT, 'scripts/soak')

/** How often progress is told. */
const PROGRESS_MS = 30_000

const { values: options, positionals } = parseArgs({
  options: {
    json: { type: 'string' },
    minutes: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
  },
  allowPositionals: true,
})
const known = readdirSync(FOLDER).map((file) => file.replace(/\.ts$/, ''))
const unknown = positionals.filter((name) => !known.includes(name))
const minutes = Number(options.minutes)
const seed = Number(options.seed)
if (unknown.length > 0 || !(minutes > 0) || !Number.isInteger(seed)) {
  console.error(
    `npm run soak -- [${known.join('|')}...] --minutes N --seed N [--only TEXT]... [--json FILE]`,
  )
  process.exit(2)
}

const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

const machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
}
const commit = execFileSync('git', ['describe', '--always', '--dirty'], {
  cwd: ROOT,
  encoding: 'utf8',
}).trim()
interface Result extends CampaignReport {
  readonly name: string
  readonly commit: string
  readonly machine: typeof machine
  /** Absent where all kinds of cases were tried. */
  readonly only?: readonly string[]
  readonly seed: number
  readonly minutes: number
  /** The most memory that this process has held until the campaign's end. */
  readonly peakMemoryMib: number
}

// Read at first: what is no file of results is told before hours of work, and not after.
const file = options.json === undefined ? undefined : resolve(options.json)
const earlier = file === undefined ? [] : readResults(file)

const results: Result[] = []
for (const name of positionals.length > 0 ? positionals : known) {
  if (stop.signal.aborted) break
  const module: { campaign: Campaign } = await import(join(FOLDER, `${name}.ts`))
  console.log(`${name}: ${module.campaign.about}`)
  const start = performance.now()
  const found = await module.campaign.run({
    ...{ seed, minutes, only: options.only },
    ...{ signal: stop.signal, report: tell() },
  })
  for (const [kind, count] of Object.entries(found.cases)) console.log(`  ${kind}: ${count}`)
  for (const [name, value] of Object.entries(found.measured ?? {})) {
    console.log(`  ${name}: ${value}`)
  }
  for (const failure of found.failures) console.log(`  FAILED ${failure}`)
  const isEmpty = Object.keys(found.cases).length === 0
  if (isEmpty) console.log('  FAILED nothing was tried')
  if (isEmpty || found.failures.length > 0) process.exitCode = 1
  if (isEmpty) continue
  const tookMinutes = Number(((performance.now() - start) / 60_000).toFixed(1))
  const peakMemoryMib = Math.round(process.resourceUsage().maxRSS / 1024)
  const only = options.only.length > 0 ? { only: options.only } : {}
  results.push({
    name,
    commit,
    machine,
    seed,
    minutes: tookMinutes,
    ...only,
    peakMemoryMib,
    ...found,
  })
}
if (file !== undefined) {
  const kept = earlier.filter(({ name }) => results.every((each) => each.name !== name))
  writeFileSync(file, `${JSON.stringify({ results: [...kept, ...results] }, null, 2)}\n`)
}

/** What a file of earlier runs has. */
function readResults(file: string): readonly Result[] {
  if (!existsSync(file)) return []
  try {
    const { results: found } = (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as {
      results?: unknown
    }
    if (Array.isArray(found)) return found as Result[]
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  console.error(`${file} is no file of results (--json)`)
  process.exit(2)
}

/** Tells how far a campaign is, now and then. */
function tell() {
  let toldMs = performance.now()
  return (cases: number) => {
    if (performance.now() - toldMs < PROGRESS_MS) return
    toldMs = performance.now()
    console.log(`  ... ${cases} cases`)
  }
}
