/**
 * `npm run soak`: long campaigns of random cases, and what they found.
 *
 * `npm run soak -- kernels --minutes 10 --seed 7 --json FILE` runs the campaigns named, all by
 * default, each for that long, and writes what they found to a file too. Any failure ends in exit
 * code 1. The test suite runs a small seeded sample of the same cases.
 */
import { readdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Campaign, CampaignReport } from './campaign.ts'
import { ROOT } from './project.ts'

const FOLDER = join(ROOT, 'scripts/soak')

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

const machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
}
const results: (CampaignReport & { name: string; seed: number; minutes: number })[] = []
for (const name of positionals.length > 0 ? positionals : known) {
  const module: { campaign: Campaign } = await import(join(FOLDER, `${name}.ts`))
  const { about, run } = module.campaign
  console.log(`${name}: ${about}`)
  const report = await run({ seed, endsAtMs: performance.now() + minutes * 60_000 })
  for (const [kind, count] of Object.entries(report.cases)) console.log(`  ${kind}: ${count} cases`)
  for (const failure of report.failures) console.log(`  FAILED ${failure}`)
  if (report.failures.length > 0) process.exitCode = 1
  results.push({ name, seed, minutes, ...report })
}
if (options.json !== undefined) {
  writeFileSync(resolve(options.json), `${JSON.stringify({ machine, results }, null, 2)}\n`)
}
