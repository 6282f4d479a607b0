/**
 * Writes the JSON Schemas of scenarios, suites, reports, sweeps and events, for editors and for whoever reads them:
 * `node scripts/write-schemas.ts`. With `--check` it writes nothing and fails when a file on disk is
 * not what it would write.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { buildReportJsonSchema } from '../engine/qa/report-schema.ts'
import { buildSuiteJsonSchema } from '../engine/qa/suite-schema.ts'
import { buildScenarioJsonSchema } from '../engine/scenario/scenario-schema.ts'
import { buildSweepJsonSchema } from '../engine/simulation/sweep/sweep-schema.ts'
import { buildEventJsonSchema } from '../engine/telemetry/event-schema.ts'

const SCHEMAS: readonly (readonly [path: string, build: () => Record<string, unknown>])[] = [
  ['scenarios/scenario.schema.json', buildScenarioJsonSchema],
  ['scenarios/suites/suite.schema.json', buildSuiteJsonSchema],
  ['scenarios/suites/qa-report.schema.json', buildReportJsonSchema],
  ['scenarios/sweeps/sweep.schema.json', buildSweepJsonSchema],
  ['scenarios/event.schema.json', buildEventJsonSchema],
]

for (const [path, build] of SCHEMAS) {
  const target = new URL(`../${path}`, import.meta.url)
  const $id = path.replace(/^.*\//, '')
  const text = `${JSON.stringify({ $id, ...build() }, null, 2)}\n`
  if (!process.argv.includes('--check')) {
    await writeFile(target, text)
    continue
  }
  const found = await readFile(target, 'utf8').catch(() => '')
  if (found === text) continue
  console.error(`${path} is stale: run node scripts/write-schemas.ts`)
  process.exitCode = 1
}
