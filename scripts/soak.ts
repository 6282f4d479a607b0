/**
 * `npm run soak`: long campaigns of random cases, and what they found.
 *
 * `npm run soak -- kernels --minutes 10 --seed 7 --json FILE` runs the campaigns named, all by
 * default, each for that long, and writes what they found to a file too. Ctrl-C ends them with what
 * was done. Any failure ends in exit code 1. The test suite runs a seeded sample of the same cases.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Campaign, CampaignReport } from './campaign.ts'
import { ROOT } from './project.ts'

const FOLDER = join(ROOT, 'scripts/soak')

/** How often progress is told. */
const PROGRESS_MS = 30_000

const { values: options, positionals } = parseArgs({
  options: {
    json: { type: 'string' },
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
  allowPositionals: true,
})
const known = readdirSync(FOLDER).map((file) => file.replace(/\.ts$/, ''))
const unknown = positionals.filter((name) => !known.includes(name))
const minutes = Number(options.minutes)
const seed = Number(options.seed)
if (unknown.length > 0 || !(minutes > 0) || !Number.isInteger(seed)) {
  console.error(`npm run soak -- [${known.join('|')}...] --minutes N --seed N [--json FILE]`)
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
  readonly seed: number
  readonly minutes: number
  /** The most memory that this process has held until the campaign's end. */
  readonly peakMemoryMib: number
}

const results: Result[] = []
for (const name of positionals.length > 0 ? positionals : known) {
  if (stop.signal.aborted) break
  const module: { campaign: Campaign } = await import(join(FOLDER, `${name}.ts`))
  console.log(`${name}: ${module.campaign.about}`)
  const start = performance.now()
  const found = await module.campaign.run({ seed, minutes, signal: stop.signal, report: tell() })
  for (const [kind, count] of Object.entries(found.cases)) console.log(`  ${kind}: ${count}`)
  for (const failure of found.failures) console.log(`  FAILED ${failure}`)
  if (found.failures.length > 0) process.exitCode = 1
  const tookMinutes = Number(((performance.now() - start) / 60_000).toFixed(1))
  const peakMemoryMib = Math.round(process.resourceUsage().maxRSS / 1024)
  results.push({ name, seed, minutes: tookMinutes, peakMemoryMib, ...found })
}
if (options.json !== undefined) {
  const text = JSON.stringify({ commit, machine, results }, null, 2)
  writeFileSync(resolve(options.json), `${text}\n`)
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
