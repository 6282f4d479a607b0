/**
 * Writes the JSON Schema of scenario files, for editors: `node scripts/write-schemas.ts`.
 * With `--check` it writes nothing and fails when the file on disk is not what it would write.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { buildScenarioJsonSchema } from '../engine/scenario/scenario-schema.ts'

const target = new URL('../scenarios/scenario.schema.json', import.meta.url)
const text = `${JSON.stringify({ $id: 'scenario.schema.json', ...buildScenarioJsonSchema() }, null, 2)}\n`

if (process.argv.includes('--check')) {
  const found = await readFile(target, 'utf8').catch(() => '')
  if (found !== text) {
    console.error('scenarios/scenario.schema.json is stale: run node scripts/write-schemas.ts')
    process.exitCode = 1
  }
} else {
  await writeFile(target, text)
}
