import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { canonicalJson } from '../../engine/ledger/canonical-json.ts'
import { buildRecordEvent } from '../../engine/telemetry/record/record-event.ts'
import { runCliHereAt } from '../../engine/testing/run-cli.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { SERVER_COMMANDS } from './server-commands.ts'

const RECORD = buildRecordEvent(
  { name: 'thunderbolt.alert.emitted', data: { alert: 'a', severity: 'warning', message: 'm' } },
  {
    ...{ source: 'urn:thunderline:test', agent: 'test', correlationId: 'c' },
    ...{ newId: () => 'id', wallTimeMs: () => 0 },
  },
)
const SAMPLE = {
  ...{ specversion: '1.0', id: '1', source: 'urn:thunderline:run', type: 'ca.entropy.sample' },
  ...{ subject: 's', time: '2026-01-02T03:04:05.006Z', datacontenttype: 'application/json' },
  ...{ dataschema: 'urn:thunderline:event:ca.entropy.sample:1', correlationid: 'c' },
  data: {
    measurements: { tick: 1, entropy: 0.5 },
    metadata: { scenario: 's', rule: 'B3/S23', backend: 'wasm' },
  },
}
const withData = (measurements: object) => ({ ...SAMPLE, data: { ...SAMPLE.data, measurements } })

async function lint(lines: readonly (object | string)[]) {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  const file = join(folder.path, 'events.jsonl')
  const text = lines.map((line) => (typeof line === 'string' ? line : canonicalJson(line)))
  writeFileSync(file, text.map((line) => `${line}\n`).join(''))
  const words = ['events', 'lint', file]
  const outcome = await runCliHereAt(() => performance.now(), words, SERVER_COMMANDS)
  return { ...outcome, out: outcome.out.replaceAll(file, 'FILE') }
}

test('events of both families that are as they are registered pass', async () => {
  const { exitCode, out } = await lint([RECORD, SAMPLE, '', RECORD])
  expect([exitCode, out]).toEqual([0, '3 events, all as they are registered\n'])
})

// Ten faults, each planted in the second of three lines.
test.each<[string, object | string, string]>([
  [
    'a kind that nobody has registered',
    { ...RECORD, type: 'ca.run.exploded' },
    'no record of that name',
  ],
  ['a field of the wrong type', withData({ tick: 'one', entropy: 0.5 }), 'data.measurements.tick'],
  ['a field that is missing', withData({ tick: 1 }), 'data.measurements.entropy'],
  ['a field that nobody knows', { ...RECORD, data: { ...RECORD.data, mood: 1 } }, '"mood"'],
  ['a number out of its bounds', withData({ tick: -1, entropy: 0.5 }), 'data.measurements.tick'],
  ['another version', { ...RECORD, dataschema: 'urn:thunderline:record:x:9' }, 'dataschema'],
  ['no correlation', { ...SAMPLE, correlationid: '' }, 'correlationid'],
  ['a time that is none', { ...SAMPLE, time: 'noon' }, 'time'],
  ['a key that comes twice', '{"specversion":"1.0","specversion":"1.0"}', 'twice'],
  ['no JSON', '{"specversion":', 'line 1'],
])('%s is named by its line', async (_what, bad, problem) => {
  const { exitCode, out } = await lint([RECORD, bad, SAMPLE])
  expect(exitCode).toBe(1)
  expect(out).toMatch(/^FILE, line 2: /)
  expect(out).toContain(problem)
  expect(out).toMatch(/1 of 3 events are not as they are registered\n$/)
})

test('of many faults some are shown and all are counted', async () => {
  const { out } = await lint(Array.from({ length: 50 }, () => '{}'))
  expect(out).toContain('FILE, line 20: ')
  expect(out).not.toContain('FILE, line 21: ')
  expect(out).toContain('and 30 lines more')
  expect(out).toContain('50 of 50 events')
})
