/**
 * Writes the JSON Schemas of scenarios, suites, reports, sweeps, studies and events, for editors and for whoever reads them,
 * and the table of operations of the page about the API:
 * `node scripts/write-schemas.ts`. With `--check` it writes nothing and fails when a file on disk is
 * not what it would write. A type of event whose fields changed within a version is never written.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { buildReportJsonSchema } from '../engine/qa/report-schema.ts'
import { buildSuiteJsonSchema } from '../engine/qa/suite-schema.ts'
import { ALL_OPERATIONS } from '../engine/resources/operations/all-operations.ts'
import { buildScenarioJsonSchema } from '../engine/scenario/scenario-schema.ts'
import { buildSweepJsonSchema } from '../engine/simulation/sweep/sweep-schema.ts'
import { buildStudyJsonSchema } from '../engine/studies/study-schema.ts'
import { buildEventJsonSchema } from '../engine/telemetry/event-schema.ts'
import { EVENT_TYPES } from '../engine/telemetry/event-types.ts'
import { fillApiPage } from './api-page.ts'
import { compareVersions, describeVersion, readAccepted } from './event-versions.ts'
import { fillPoliciesPage } from './policies-page.ts'

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
  ['scenarios/studies/study.schema.json', buildStudyJsonSchema],
]

for (const [path, build] of SCHEMAS) {
  const $id = path.replace(/^.*\//, '')
  const head = path.endsWith('.schema.json') ? { $id } : {}
  await hold(path, () => `${JSON.stringify({ ...head, ...build() }, null, 2)}\n`)
}
await hold('docs/api.md', (page) => fillApiPage(page, ALL_OPERATIONS))
await hold('docs/policies.md', (page) => fillPoliciesPage(page, ALL_OPERATIONS))

/** Writes a file as it should be, or looks whether it is so. */
async function hold(
  path: string,
  write: (found: string) => string | Promise<string>,
): Promise<void> {
  const target = new URL(`../${path}`, import.meta.url)
  const found = await readFile(target, 'utf8').catch(() => '')
  const text = await write(found)
  if (!isCheck) {
    await writeFile(target, text)
    return
  }
  if (found === text) return
  console.error(`${path} is stale: run node scripts/write-schemas.ts`)
  process.exitCode = 1
}
