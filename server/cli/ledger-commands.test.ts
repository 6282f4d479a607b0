/** The commands of the ledger as a person uses them, one after another. */
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { canonicalJson } from '../../engine/json/canonical-json.ts'
import { wrapEvent } from '../../engine/telemetry/cloud-event.ts'
import { EVENT_TYPES } from '../../engine/telemetry/event-types.ts'
import { runCliHereAt } from '../../engine/testing/run-cli.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { SERVER_COMMANDS } from './server-commands.ts'

const ALERTS = EVENT_TYPES.filter(({ kind }) => kind === 'record')

let root: string

beforeEach(() => {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  root = folder.path
})

const at = (name: string) => join(root, name)
const thunderline = (...words: string[]) =>
  runCliHereAt(() => performance.now(), words, SERVER_COMMANDS)
const json = async (...words: string[]) => {
  const { out, exitCode } = await thunderline(...words, '--json')
  return { ...JSON.parse(out), exitCode }
}

const CONTEXT = { source: 'urn:test', correlationId: 'c', traceparent: undefined }

/** An alert on record, under an id. */
function event(id: string, value = 1): string {
  const data = { alert_id: 'a', rule: 'r', severity: 'warning', of: 'o', message: 'm', value }
  const alert = { kind: 'record', name: 'thunderbolt.alert.raised', data } as const
  const type = ALERTS.find(({ name }) => name === alert.name)!
  const ids = { newId: () => id, wallTimeMs: () => 1_767_323_045_006 }
  return canonicalJson(wrapEvent(alert, type, { ...CONTEXT, ...ids }))
}

function writeEvents(name: string, lines: readonly string[]): string {
  writeFileSync(at(name), lines.map((line) => `${line}\n`).join(''))
  return at(name)
}

async function importSome(count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, place) => event(`e${place}`, place))
  await thunderline('ledger', 'import', at('ledger'), writeEvents('events.jsonl', lines))
}

test('events are imported once, shown in their order, and an audit finds them clean', async () => {
  const lines = ['a', 'b', 'c'].map((id) => event(id))
  const file = writeEvents('events.jsonl', [...lines, '', lines[0]!])
  const first = await json('ledger', 'import', at('ledger'), file)
  expect(first).toEqual({ exitCode: 0, appended: 3, known: 1, firstSeq: 0, lastSeq: 2 })
  const again = await json('ledger', 'import', at('ledger'), file)
  expect(again).toMatchObject({ appended: 0, known: 4, firstSeq: null })
  const { entries } = await json('ledger', 'show', at('ledger'))
  expect(entries.map((entry: { event: { id: string } }) => entry.event.id)).toEqual(['a', 'b', 'c'])
  const { out, exitCode } = await thunderline('ledger', 'audit', at('ledger'))
  expect(exitCode).toBe(0)
  expect(out).toMatch(/^clean: 3 entries\nroot [0-9a-f]{64}\n/)
})

test.each([
  ['another event under the same id', event('a', 2), 'entry 0 has another event'],
  ['a key that comes twice', '{"specversion":"1.0","id":"1","id":"2"}', 'twice'],
  ['an attribute that is missing', event('b').replace('"id":"b",', ''), 'id'],
  [
    'a number that others would round',
    event('b').replace('"value":1', '"value":9007199254740993'),
    'number',
  ],
  ['a kind that nobody has registered', event('b').replaceAll('raised', 'risen'), 'registered'],
  ['no JSON', 'hello', 'at character 1'],
])('an import refuses %s by its line, and keeps what came before', async (_what, line, problem) => {
  const file = writeEvents('events.jsonl', [event('a'), line, event('z')])
  const { exitCode, err } = await thunderline('ledger', 'import', at('ledger'), file)
  expect(exitCode).toBe(2)
  expect(err).toContain(`${file}, line 2: `)
  expect(err).toContain(problem)
  const { entries } = await json('ledger', 'show', at('ledger'), '--from', '0')
  expect(entries[0].event.id).toBe('a')
})

test('a changed byte is named by its entry, whatever it is', async () => {
  await importSome(40)
  const [segment] = readdirSync(at('ledger/entries'))
  const path = at(`ledger/entries/${segment}`)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace('"value":23}', '"value":32}'))
  const report = await json('ledger', 'audit', at('ledger'))
  expect(report).toMatchObject({ exitCode: 1, clean: false, firstBad: 23, entries: 23 })
  const { out } = await thunderline('ledger', 'audit', at('ledger'))
  expect(out).toContain('entry 23 (entries): its bytes are not those of its hash')
})

test('an earlier copy that was put back is caught by a checkpoint that was kept elsewhere, and only by it', async () => {
  await importSome(5)
  await thunderline('ledger', 'backup', at('ledger'), at('earlier'))
  await importSome(9)
  const kept = await json('ledger', 'checkpoint', at('ledger'), '--out', at('kept.txt'))
  expect(kept.size).toBe(9)
  await thunderline('ledger', 'restore', at('earlier'), at('restored'))
  expect((await json('ledger', 'audit', at('restored'))).clean).toBe(true)
  const words = ['ledger', 'audit', at('restored'), '--checkpoint', at('kept.txt')]
  expect(await json(...words, '--key', kept.key)).toMatchObject({
    ...{ exitCode: 1, clean: false, firstBad: 5 },
    faults: [{ part: 'exported', seq: 5 }],
  })
})

test('a proof needs the key alone, and holds for its entry and no other', async () => {
  await importSome(13)
  for (const seq of [0, 6, 12]) {
    await thunderline('ledger', 'prove', at('ledger'), String(seq), '--out', at('proof.txt'))
    const words = ['ledger', 'verify', at('proof.txt'), '--key', at('ledger/ledger.pub')]
    const verified = await json(...words)
    expect(verified).toMatchObject({ exitCode: 0, verified: true, size: 13, entry: { seq } })
    const { entries } = await json('ledger', 'show', at('ledger'), '--from', String(12 - seq))
    writeFileSync(at('other.json'), JSON.stringify(entries[0]))
    const other = await json(...words, '--entry', at('other.json'))
    expect(other.verified).toBe(seq === 6)
    expect(other.exitCode).toBe(seq === 6 ? 0 : 1)
  }
})

test('a proof of growth holds from the checkpoint that was kept, and from no other ledger', async () => {
  await importSome(5)
  await thunderline('ledger', 'checkpoint', at('ledger'), '--out', at('kept.txt'))
  await importSome(12)
  await thunderline('ledger', 'growth', at('ledger'), at('kept.txt'), '--out', at('growth.txt'))
  const words = ['ledger', 'verify', at('growth.txt'), '--since', at('kept.txt'), '--key']
  expect(await json(...words, at('ledger/ledger.pub'))).toMatchObject({
    ...{ exitCode: 0, verified: true, first: 5, size: 12 },
  })
  const file = writeEvents('other.jsonl', [event('x')])
  await thunderline('ledger', 'import', at('other'), file)
  expect(await json(...words, at('other/ledger.pub'))).toMatchObject({
    exitCode: 1,
    verified: false,
  })
  const late = await thunderline('ledger', 'growth', at('other'), at('kept.txt'))
  expect([late.exitCode, late.err]).toEqual([2, expect.stringContaining('There is no entry 4')])
})

test('a copy is audited: a damaged ledger is not copied, and nothing is written over', async () => {
  await importSome(3)
  const twice = () => thunderline('ledger', 'backup', at('ledger'), at('copy'))
  expect((await twice()).exitCode).toBe(0)
  const second = await twice()
  expect(second.exitCode).toBe(2)
  expect(second.err).toContain('something else is there already')
  const path = at('ledger/entries/0000000000000000.jsonl')
  writeFileSync(path, readFileSync(path, 'utf8').replace('"value":1}', '"value":7}'))
  const bad = await thunderline('ledger', 'backup', at('ledger'), at('bad'))
  expect(bad.exitCode).toBe(2)
  expect(bad.err).toContain('entry 1')
  expect(() => statSync(at('bad'))).toThrow()
})

test('of several copies to one place at once one is made, and the others are told', async () => {
  await importSome(3)
  const tries = await Promise.all(
    [1, 2, 3].map(() => thunderline('ledger', 'backup', at('ledger'), at('place'))),
  )
  const codes = tries.map(({ exitCode }) => exitCode)
  expect(codes.toSorted()).toEqual([0, 2, 2])
  for (const { exitCode, err } of tries) {
    if (exitCode === 2)
      expect(err).toMatch(/another process makes|process \d+ makes|there already|meanwhile/)
  }
  expect((await json('ledger', 'audit', at('place'))).exitCode).toBe(0)
  expect(readdirSync(root).filter((name) => name.startsWith('place'))).toEqual(['place'])
  expect(readdirSync(at('place')).filter((name) => name.startsWith('making'))).toEqual([])
})

test('a ledger that is being written is read up to its newest checkpoint, and not opened again', async () => {
  const ledger = await FileLedger.open({ folder: at('ledger') })
  for (let n = 0; n < 3; n++) await ledger.append({ key: `k${n}`, event: { n } })
  await ledger.checkpoint()
  await ledger.append({ key: 'k3', event: { n: 3 } })
  const report = await json('ledger', 'audit', at('ledger'))
  expect(report).toMatchObject({ clean: true, entries: 3, writer: process.pid })
  expect((await json('ledger', 'show', at('ledger'))).entries).toHaveLength(3)
  expect((await json('ledger', 'checkpoint', at('ledger'))).size).toBe(3)
  const file = writeEvents('events.jsonl', [event('a')])
  const refused = await thunderline('ledger', 'import', at('ledger'), file)
  expect(refused.err).toContain(`in use by process ${process.pid}`)
  await ledger.close()
  expect((await json('ledger', 'audit', at('ledger'))).entries).toBe(4)
})

test.each([
  [['ledger', 'audit', 'gone'], 'There is no ledger in gone'],
  [['ledger', 'show', 'gone', '--from', '-1'], '--from is the number of an entry'],
  [['ledger', 'prove', 'gone', 'x'], 'SEQ is the number of an entry'],
  [['ledger', 'verify', 'gone'], 'A proof shows nothing without --key'],
  [['ledger', 'audit', 'gone', '--key', 'a+b+c'], 'key'],
])('%j is refused with what is wanted', async (words, problem) => {
  const { exitCode, err } = await thunderline(...words)
  expect(exitCode).toBe(2)
  expect(err).toContain(problem)
})

test('a line without an end is refused before it fills the memory', async () => {
  writeFileSync(at('long.jsonl'), '')
  for (let n = 0; n < 40; n++) appendFileSync(at('long.jsonl'), ' '.repeat(100_000))
  const { exitCode, err } = await thunderline('ledger', 'import', at('ledger'), at('long.jsonl'))
  expect(exitCode).toBe(2)
  expect(err).toMatch(/line 1: it has more than 65536 bytes/)
})
