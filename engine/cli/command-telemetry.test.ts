import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { EntryReport, SuiteReport } from '../qa/report-schema.ts'
import { cloudEventSchema } from '../telemetry/cloud-event.ts'
import { startCollector } from '../testing/otlp-collector.ts'
import { runCliHere } from '../testing/run-cli.ts'
import { runCli } from './cli.ts'

const blinker = (name: string) => ({
  version: 1,
  name,
  world: { size: [16, 16] },
  rule: 'B3/S23',
  initial: [{ rle: '3o!', at: [4, 4] }],
  ticks: 10,
  probes: [0, 5],
})

/** A row of five becomes four blinkers in six ticks: https://conwaylife.com/wiki/Traffic_light */
const row = {
  ...blinker('row'),
  world: { size: [20, 20] },
  initial: [{ rle: '5o!', at: [8, 9] }],
  ticks: 40,
  probes: [0, 3],
}

/** What cannot be run: a rule that there is not. */
const broken = { ...blinker('broken'), rule: 'no rule' }

function makeSuite(scenarios: readonly object[] = [blinker('blinker'), row]) {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-telemetry-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const suite = join(folder, 'small.json')
  const entries = scenarios.map((scenario) => ({ scenario }))
  writeFileSync(
    suite,
    JSON.stringify({ version: 1, name: 'small', metrics: ['entropy', 'period'], entries }),
  )
  return { suite, at: (name: string) => join(folder, name) }
}

/** Runs the program as a process of its own. */
async function runProgram(env: Readonly<Record<string, string>>, ...words: string[]) {
  const main = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, ...words], { env: { ...process.env, ...env } })
  const output = { out: '', err: '' }
  child.stdout.on('data', (data) => (output.out += data))
  child.stderr.on('data', (data) => (output.err += data))
  const exitCode = await new Promise((resolve) => child.on('close', resolve))
  return { exitCode, ...output }
}

/** An envelope whose event is a measure. */
const measureSchema = cloudEventSchema.extend({
  data: z.object({
    measurements: z.record(z.string(), z.number()),
    metadata: z.record(z.string(), z.string()),
  }),
})

function readEvents(text: string): z.infer<typeof measureSchema>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => measureSchema.parse(JSON.parse(line)))
}

/** By the definition in the page: the mean over probes, and the first tick of the cycle. */
function expectedNumbers({ durationMs, probes, summary }: EntryReport) {
  const entropies = probes.map(({ metrics }) => metrics.entropy!)
  let sum = 0
  for (const entropy of entropies) sum += entropy
  return {
    duration_ms: durationMs,
    entropy_mean: sum / entropies.length,
    convergence_steps: summary['convergence.tick'],
  }
}

test('qa tells a file and a collector of each scenario once, with the numbers of its report', async () => {
  const collector = await startCollector()
  const { suite, at } = makeSuite()
  expect((await runCliHere('qa', '--suite', suite, '--threads', '0', '--update')).exitCode).toBe(0)
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const { exitCode, out, err } = await runProgram(
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_SERVICE_NAME: 'the gate',
      TRACEPARENT: traceparent,
    },
    ...['qa', '--suite', suite, '--json', '--events', at('events.jsonl')],
  )
  expect([exitCode, err]).toEqual([0, expect.stringContaining('2 of 2 passed')])
  const { scenarios, durationMs } = JSON.parse(out) as SuiteReport

  const events = readEvents(readFileSync(at('events.jsonl'), 'utf8'))
  expect(events.map(({ type }) => type)).toEqual([
    'ca.qa.scenario.completed',
    'ca.qa.scenario.completed',
    'ca.qa.suite.completed',
  ])
  expect(new Set(events.map(({ id }) => id)).size).toBe(3)
  expect(new Set(events.map(({ correlationid }) => correlationid)).size).toBe(1)
  expect(events.every((event) => event.traceparent === traceparent)).toBe(true)
  for (const report of scenarios) {
    const own = events.filter(({ subject }) => subject === report.name)
    expect(own).toHaveLength(1)
    expect(own[0]!.data.measurements).toEqual(expectedNumbers(report))
    expect(own[0]!.data.metadata).toMatchObject({ outcome: 'passed', backend: report.backend })
  }
  expect(events[2]!.data.measurements).toMatchObject({ duration_ms: durationMs, scenarios: 2 })
  const steps = events
    .slice(0, 2)
    .map(({ subject, data }) => [subject, data.measurements.convergence_steps])
  expect(steps.toSorted()).toEqual([
    ['blinker', 0],
    ['row', 6],
  ])

  expect(collector.resource()).toMatchObject({ 'service.name': 'the gate' })
  for (const [metric, unit, key] of [
    ['duration', 'ms', 'duration_ms'],
    ['entropy_mean', 'bit', 'entropy_mean'],
    ['convergence_steps', '{tick}', 'convergence_steps'],
  ] as const) {
    const name = `thunderline.ca.qa.scenario.${metric}`
    expect(collector.unit(name)).toBe(unit)
    const series = collector.series(name)
    const found = series.map(({ attributes, count, sum, min, max }) => {
      return [attributes.scenario, count, sum, min, max]
    })
    const expected = scenarios.map((report) => {
      const value = expectedNumbers(report)[key]
      return [report.name, 1, value, value, value]
    })
    expect(found.toSorted()).toEqual(expected.toSorted())
    for (const { attributes } of series) {
      expect(Object.keys(attributes).toSorted()).toEqual([
        'backend',
        'outcome',
        'scenario',
        'suite',
      ])
    }
  }
  const outcomes = collector.series('thunderline.ca.qa.scenario.outcomes')
  expect(outcomes.map(({ attributes }) => attributes.outcome)).toEqual(['passed', 'passed'])
})

test('a collector that never answers neither fails the gate nor holds up its end', async () => {
  const sockets = createServer((socket) => socket.resume())
  await new Promise<void>((resolve) => sockets.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void sockets.close())
  const address = sockets.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const { suite } = makeSuite([blinker('blinker')])
  await runCliHere('qa', '--suite', suite, '--threads', '0', '--update')
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${address.port}` }
  const { exitCode, out, err } = await runProgram(env, 'qa', '--suite', suite, '--threads', '0')
  expect([exitCode, out]).toEqual([0, expect.stringContaining('1 of 1 passed')])
  expect(err.match(/OpenTelemetry:/g)).toHaveLength(1)
  expect(err).toContain('no answer within 2 s')
})

test('events are appended, and what cannot be run or is not in the baseline is told of too', async () => {
  const { suite, at } = makeSuite([blinker('blinker'), broken])
  const events = at('events.jsonl')
  const qa = () => runCliHere('qa', '--suite', suite, '--threads', '0', '--events', events)
  expect((await qa()).exitCode).toBe(2)
  expect((await qa()).exitCode).toBe(2)
  const told = readEvents(readFileSync(events, 'utf8'))
  expect(told.map(({ data }) => [data.metadata.scenario, data.metadata.outcome])).toEqual([
    ...[
      ['blinker', 'failed'],
      ['broken', 'invalid'],
      [undefined, 'failed'],
    ],
    ...[
      ['blinker', 'failed'],
      ['broken', 'invalid'],
      [undefined, 'failed'],
    ],
  ])
  expect(told[1]!.data.measurements).toEqual({ duration_ms: 0 })
  expect(new Set(told.map(({ correlationid }) => correlationid)).size).toBe(2)
})

test('events may have stdout; then people read on stderr, and a document has no place', async () => {
  const { suite } = makeSuite([blinker('blinker')])
  const qa = (...words: string[]) =>
    runCliHere('qa', '--suite', suite, '--threads', '0', '--events', '-', ...words)
  const { out, err } = await qa()
  expect(readEvents(out).map(({ subject }) => subject)).toEqual(['blinker', 'small'])
  expect(err).toContain('0 of 1 passed')
  const refused = await qa('--json')
  expect([refused.exitCode, refused.err]).toEqual([2, expect.stringContaining('both want stdout')])
})

test('an event is written when its scenario is done, and not when the suite is', async () => {
  const { suite } = makeSuite([blinker('first'), blinker('second')])
  const told: string[] = []
  const tell = (text: string) => void told.push(text)
  const io = { out: tell, err: tell, isErrTerminal: false, now: () => performance.now() }
  await runCli(['qa', '--suite', suite, '--threads', '0', '--events', '-'], io)
  const places = ['"subject":"first"', '✗ second', '"subject":"small"'].map((text) =>
    told.findIndex((each) => each.includes(text)),
  )
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(places).not.toContain(-1)
})

test('run tells of entropy at each probe when it has come to it, and only where it is measured', async () => {
  const { at } = makeSuite()
  const file = at('row.json')
  writeFileSync(file, JSON.stringify(row))
  const run = (...words: string[]) => runCliHere('run', file, ...words)
  const { out, err, exitCode } = await run('--metric', 'entropy', '--events', '-')
  const { out: json } = await run('--metric', 'entropy', '--json', '--events', at('e.jsonl'))
  const { probes } = JSON.parse(json) as {
    probes: { tick: number; metrics: Record<string, number> }[]
  }
  const expected = probes.map(({ tick, metrics }) => ({
    tick,
    entropy: metrics.entropy,
    entropy_normalized: metrics['entropy.normalized'],
  }))
  expect([exitCode, err]).toEqual([0, expect.stringContaining('row: B3/S23')])
  for (const text of [out, readFileSync(at('e.jsonl'), 'utf8')]) {
    const events = readEvents(text)
    expect(events.map(({ data }) => data.measurements)).toEqual(expected)
    expect(
      events.every(({ type, subject }) => type === 'ca.entropy.sample' && subject === 'row'),
    ).toBe(true)
  }
  expect(expected.map(({ tick }) => tick)).toEqual([0, 3, 40])
  const unmeasured = await run('--events', '-')
  expect([unmeasured.out, unmeasured.err]).toEqual([
    '',
    expect.stringContaining('--metric entropy'),
  ])
})

test('a file of events that cannot be written ends the command before its work', async () => {
  const { suite, at } = makeSuite()
  const { exitCode, err } = await runCliHere('qa', '--suite', suite, '--events', at('none/e.jsonl'))
  expect([exitCode, err]).toEqual([2, expect.stringContaining('no such file or folder')])
  const update = await runCliHere('qa', '--suite', suite, '--update', '--events', at('e.jsonl'))
  expect([update.exitCode, update.err]).toEqual([2, expect.stringContaining('no events')])
})

test.runIf(existsSync('/dev/full'))(
  'events that are lost are told of, and end with 2',
  async () => {
    const { suite } = makeSuite([blinker('blinker'), blinker('other')])
    await runCliHere('qa', '--suite', suite, '--threads', '0', '--update')
    const words = ['qa', '--suite', suite, '--threads', '0', '--events', '/dev/full']
    const { exitCode, out, err } = await runCliHere(...words)
    expect([exitCode, out]).toEqual([2, expect.stringContaining('2 of 2 passed')])
    expect(err).toMatch(/is lost, and others may be: \/dev\/full: no space left/)
    expect(err.match(/is lost/g)).toHaveLength(1)
  },
)
