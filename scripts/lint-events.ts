/**
 * `node scripts/lint-events.ts`: holds the source and the page about events to the registry. It is a step of
 * `npm run check`, and what `thunderline events lint` runs without a file.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EVENT_TYPES } from '../engine/telemetry/event-types.ts'
import { ROOT } from './project.ts'
import { lintSource, listUndocumented, listWrongPublishers } from './source-gate.ts'

const registered = new Set<string>(EVENT_TYPES.map(({ name }) => name))
const folders = ['engine', 'server', 'viewer']
const { faults, publishers } = lintSource({ root: ROOT, folders, registered })
const lines = [
  ...faults.map(({ file, line, problem }) => `${file}:${line}: ${problem}`),
  ...listWrongPublishers(EVENT_TYPES, publishers).map(
    (problem) => `engine/telemetry/types: ${problem}`,
  ),
  ...listUndocumented(registered, readFileSync(join(ROOT, 'docs/events.md'), 'utf8')).map(
    (name) => `docs/events.md: ${name} is registered and not in the table`,
  ),
]
const text =
  lines.length > 0 ? lines : [`${registered.size} events: source and page are as registered`]
process.stdout.write(`${text.join('\n')}\n`)
process.exitCode = lines.length > 0 ? 1 : 0
