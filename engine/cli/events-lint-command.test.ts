import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { readLines } from '../node/read-lines.ts'
import { runCliHere } from '../testing/run-cli.ts'

const GOOD = {
  specversion: '1.0',
  id: 'e1',
  source: 'urn:thunderline:run',
  type: 'ca.entropy.sample',
  subject: 'soup',
  time: '2026-01-02T03:04:05.006Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:thunderline:event:ca.entropy.sample:1',
  correlationid: 'c1',
  topic: '_.ca.entropy.sample._',
  data: {
    measurements: { tick: 7, entropy: 0.5 },
    metadata: { scenario: 'soup', rule: 'B3/S23', backend: 'wasm' },
  },
}

function makeFile(...lines: readonly unknown[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-events-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'events.jsonl')
  writeFileSync(
    file,
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  )
  return file
}

test('a file of events is good, empty lines and a last line without an end included', async () => {
  const file = makeFile(GOOD, '', GOOD)
  appendFileSync(file, JSON.stringify(GOOD))
  expect(await runCliHere('events', 'lint', file)).toMatchObject({
    exitCode: 0,
    out: '3 lines: all are events\n',
  })
})

test('what is wrong is named by file, line and field', async () => {
  const { correlationid: _gone, ...uncorrelated } = GOOD
  const wrong = { ...GOOD, data: { ...GOOD.data, measurements: { tick: -1, entropy: 1 } } }
  const [first, second] = [makeFile(GOOD, uncorrelated, '{"a":1,"a":2}'), makeFile(wrong)]
  const { exitCode, out } = await runCliHere('events', 'lint', first, second)
  expect(exitCode).toBe(1)
  expect(out.split('\n')).toEqual([
    expect.stringMatching(`^${first}:2: correlationid: `),
    `${first}:3: the key comes twice in its object, at character 8`,
    expect.stringMatching(`^${second}:1: data.measurements.tick: `),
    '4 lines: 3 are none',
    '',
  ])
  const json = JSON.parse((await runCliHere('events', 'lint', first, '--json')).out)
  expect(json).toMatchObject({ events: 3, faulty: 2, files: [{ file: first, faultyLines: 2 }] })
})

test('only the first hundred faults of a file are told, and all are counted', async () => {
  const file = makeFile(...Array(250).fill('{}'))
  const { exitCode, out } = await runCliHere('events', 'lint', file)
  expect(exitCode).toBe(1)
  expect(out.trimEnd().split('\n').slice(99)).toEqual([
    expect.stringMatching(`^${file}:100: `),
    `${file}: and 150 more`,
    '250 lines: 250 are none',
  ])
})

test('bytes that are no text, and a line that is too long, are faults of their lines', async () => {
  const file = makeFile('x'.repeat(70_000))
  appendFileSync(file, Buffer.from([0xff, 0x0a]))
  appendFileSync(file, `${JSON.stringify(GOOD)}\r\n`)
  const { out } = await runCliHere('events', 'lint', file)
  expect(out).toBe(
    `${file}:1: it has more than 65536 bytes\n${file}:2: it is not UTF-8\n3 lines: 2 are none\n`,
  )
})

test('a file that is not there is bad input', async () => {
  expect((await runCliHere('events', 'lint', '/no/such/file')).exitCode).toBe(2)
})

test('lines are what splitting the whole text gives, however the file is cut', async () => {
  const lines = Array.from({ length: 3000 }, (_, i) => 'é'.repeat((i * 37) % 90))
  const file = makeFile(...lines)
  const read: [number, string | undefined][] = []
  for await (const { line, text } of readLines(file, 200)) read.push([line, text])
  const expected = lines.map((text, i) => [i + 1, text]).filter(([, text]) => text !== '')
  expect(read).toEqual(expected)
})

/** Writes to the program until it has had so much, and gives what it said and the most memory it had. */
async function feed(chunk: Buffer, megabytes: number, last: string) {
  const main = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url))
  const script = `process.argv.splice(1, 0, ${JSON.stringify(main)}); process.on('exit', () => process.stderr.write('rss ' + process.resourceUsage().maxRSS)); await import(${JSON.stringify(main)})`
  const words = ['--input-type=module', '--eval', script, 'events', 'lint', '-']
  const child = spawn(process.execPath, words)
  const output = { out: '', err: '' }
  child.stdout.on('data', (data) => (output.out += data))
  child.stderr.on('data', (data) => (output.err += data))
  for (let i = 0; i < megabytes * 16; i++) {
    if (!child.stdin.write(chunk))
      await new Promise((resolve) => child.stdin.once('drain', resolve))
  }
  child.stdin.end(last)
  const exitCode = await new Promise((resolve) => child.on('close', resolve))
  const kilobytes = Number(/rss (\d+)/.exec(output.err)?.[1])
  return { exitCode, ...output, megabytes: kilobytes / 1024 }
}

test('a line of 400 MB on stdin costs no more memory than an empty file', async () => {
  const least = await feed(Buffer.from(''), 0, `${JSON.stringify(GOOD)}\n`)
  expect([least.exitCode, least.out]).toEqual([0, '1 lines: all are events\n'])
  const most = await feed(Buffer.alloc(65_536, 'x'), 400, `\n${JSON.stringify(GOOD)}\n`)
  expect(most.out).toBe('-:1: it has more than 65536 bytes\n2 lines: 1 are none\n')
  expect(most.exitCode).toBe(1)
  expect(most.megabytes - least.megabytes).toBeLessThan(100)
})

test('without a file the source of the checkout is held to the registry', async () => {
  const { exitCode, out } = await runCliHere('events', 'lint')
  expect([exitCode, out]).toEqual([0, expect.stringContaining('source and page are as registered')])
})
