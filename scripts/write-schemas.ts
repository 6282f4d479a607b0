/**
 * Writes the JSON Schemas of scenarios, suites, reports, sweeps and events, for editors and for whoever reads them:
 * `node scripts/write-schemas.ts`. With `--check` it writes nothing and fails when a file on disk is
 * not what it would write. A type of event whose fields changed within a version is never written.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { buildReportJsonSchema } from '../engine/qa/report-schema.ts'
import { buildSuiteJsonSchema } from '../engine/qa/suite-schema.ts'
import { buildScenarioJsonSchema } from '../engine/scenario/scenario-schema.ts'
import { buildSweepJsonSchema } from '../engine/simulation/sweep/sweep-schema.ts'
import { buildEventJsonSchema } from '../engine/telemetry/event-schema.ts'
import { EVENT_TYPES } from '../engine/telemetry/event-types.ts'
import { compareVersions, describeVersion, readAccepted } from './event-versions.ts'

const isCheck = process.argv.includes('--check')

const { accepted, schemas } = await readAccepted(new URL('../scenarios/', import.meta.url))
const problems = compareVersions(EVENT_TYPES, accepted, schemas)
for (const { message, isAcceptable } of problems) {
  if (isCheck || !isAcceptable) console.error(message)
}
if (problems.some(({ isAcceptable }) => !isAcceptable)) process.exit(1)

const buildVersions = () => ({
  versions: EVENT_TYPES.map(describeVersion).map(({ schema: _schema, ...version }) => version),
})

const SCHEMAS: readonly (readonly [path: string, build: () => Record<string, unknown>])[] = [
  ['scenarios/scenario.schema.json', buildScenarioJsonSchema],
  ['scenarios/suites/suite.schema.json', buildSuiteJsonSchema],
  ['scenarios/suites/qa-report.schema.json', buildReportJsonSchema],
  ['scenarios/event.schema.json', buildEventJsonSchema],
  ['scenarios/event-versions.json', buildVersions],
  ['scenarios/sweeps/sweep.schema.json', buildSweepJsonSchema],
]

for (const [path, build] of SCHEMAS) {
  const target = new URL(`../${path}`, import.meta.url)
  const $id = path.replace(/^.*\//, '')
  const head = path.endsWith('.schema.json') ? { $id } : {}
  const text = `${JSON.stringify({ ...head, ...build() }, null, 2)}\n`
  if (!isCheck) {
    await writeFile(target, text)
    continue
  }
  const found = await readFile(target, 'utf8').catch(() => '')
  if (found === text) continue
  console.error(`${path} is stale: run node scripts/write-schemas.ts`)
  process.exitCode = 1
}
