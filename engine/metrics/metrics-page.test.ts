import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { METRICS } from './metric-list.ts'

const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')

test('the page tells every number, with its unit and its definition, in the order of the list', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'))
  const outputs = METRICS.flatMap((metric) => metric.outputs)
  expect(rows).toHaveLength(outputs.length)
  for (const [i, { key, unit, definition }] of outputs.entries()) {
    const start = `| \`${key}\` | ${unit} | ${definition.replaceAll('|', '\\|')}`
    expect(rows[i]!.slice(0, start.length)).toBe(start)
  }
})

test('the page names the source of every metric', () => {
  for (const { source } of METRICS) expect(page).toContain(source)
})
