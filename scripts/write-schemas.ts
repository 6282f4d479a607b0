/**
 * Writes the JSON Schemas of scenarios, suites, reports, sweeps, events and records, for editors and for whoever reads them:
 * `node scripts/write-schemas.ts`. With `--check` it writes nothing and fails when a file on disk is
 * not what it would write.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { buildReportJsonSchema } from '../engine/qa/report-schema.ts'
import { buildSuiteJsonSchema } from '../engine/qa/suite-schema.ts'
import { buildScenarioJsonSchema } from '../engine/scenario/scenario-schema.ts'
import { buildSweepJsonSchema } from '../engine/simulation/sweep/sweep-schema.ts'
import { buildEventJsonSchema } from '../engine/telemetry/event-schema.ts'
import { buildRecordJsonSchema } from '../engine/telemetry/record/record-schema.ts'
import { RECORD_TYPES } from '../engine/telemetry/record/record-types.ts'
import { findVersionFaults, publishSchemas } from '../engine/telemetry/record/schema-versions.ts'

const SCHEMAS: readonly (readonly [path: string, build: () => Record<string, unknown>])[] = [
  ['scenarios/scenario.schema.json', buildScenarioJsonSchema],
  ['scenarios/suites/suite.schema.json', buildSuiteJsonSchema],
  ['scenarios/suites/qa-report.schema.json', buildReportJsonSchema],
  ['scenarios/event.schema.json', buildEventJsonSchema],
  ['docs/schemas/record.schema.json', buildRecordJsonSchema],
  ['scenarios/sweeps/sweep.schema.json', buildSweepJsonSchema],
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

/** Schemas of all versions that there ever were; they are added to, and stay. */
const versions = new URL('../docs/schemas/record-versions.json', import.meta.url)
const published = JSON.parse(await readFile(versions, 'utf8').catch(() => '{}'))
const faults = findVersionFaults(RECORD_TYPES, published)
for (const fault of faults) console.error(fault)
const wanted = `${JSON.stringify(publishSchemas(RECORD_TYPES, published), null, 2)}\n`
if (faults.length > 0) process.exitCode = 1
else if (!process.argv.includes('--check')) await writeFile(versions, wanted)
else if (JSON.stringify(published) !== JSON.stringify(JSON.parse(wanted))) {
  console.error('docs/schemas/record-versions.json is stale: run node scripts/write-schemas.ts')
  process.exitCode = 1
}
