import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { METRIC_TYPES } from './metric-types.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/live.md'), 'utf8')

test('the page has each metric, as the table has it, and no other', () => {
  const rows = Object.values(METRIC_TYPES).map(
    ({ name, kind, labels, help }) =>
      `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
  )
  expect(PAGE.match(/^\| `thunderline_.*$/gm)).toEqual(rows)
})
