/** What runs leave behind: artifacts that other programs read, and that lineage leads back from. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { AutomataRun } from '../../engine/resources/automata-run.ts'
import { runCliHere, runCliHereAt } from '../../engine/testing/run-cli.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { SERVER_COMMANDS } from '../cli/server-commands.ts'
import { ARTIFACT_TABLE } from '../storage/artifact-tables.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { callRuns, createRunFolder, eventsOf, OVER, type RunPlace } from '../testing/run-place.ts'

const SOUP = `
version: 1
name: A soup
rule: B3/S23
world: { size: [48, 48] }
seed: 7
initial: [{ soup: { density: 90 } }]
probes: [0, 10, 250]
ticks: 250
`

let place: RunPlace
let record: ServerRecord
const lines: string[] = []
beforeAll(async () => {
  place = await createRunFolder()
  record = await openServerRecord(place.config, (line) => lines.push(line), {
    ...{ threads: 1, pollMs: 50 },
  })
  return async () => {
    await record.close()
    await place.dispose()
    expect(lines).toEqual([])
  }
})

async function complete(input: object): Promise<AutomataRun> {
  const caller = callRuns(record)
  const { run_id: id } = await caller.call('runs.create', { scenario: SOUP, ...input })
  const run = await caller.until(id, OVER)
  expect(run).toMatchObject({ state: 'completed' })
  return run
}

/** The content of an output, as `artifacts.read` gives it. */
async function read(run: AutomataRun, role: string): Promise<Buffer> {
  const { sha256 } = run.outputs.find((output) => output.role === role)!
  const artifact = await selectResource(record.database, ARTIFACT_TABLE, sha256)
  expect(artifact).toMatchObject({ state: 'stored', role, stored_by: 'token-1' })
  const chunks: Uint8Array[] = []
  const content = await record.artifacts.read({ sha256, bytes: artifact!.bytes })
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('a run leaves its report where nobody says otherwise, and none where nothing is wanted', async () => {
  const run = await complete({})
  expect(run.outputs.map(({ role }) => role)).toEqual(['report'])
  const report = JSON.parse((await read(run, 'report')).toString())
  const path = join(createFolder(), 'soup.yaml')
  writeFileSync(path, SOUP)
  const cli = JSON.parse((await runCliHere('run', path, '--json', '--digest')).out)
  expect(report).toMatchObject({
    ...{ format: 'thunderline-run-report', title: 'A soup', rule: 'B3/S23', seed: '7' },
    ...{ scenario_sha256: run.scenario_sha256, size: [48, 48, 1], topology: 'torus', ticks: 250 },
    ...{ state_hash: cli.probes.at(-1).digest, omitted: [], breaches: [] },
  })
  expect(report.probes.map(toCliProbe)).toEqual(
    cli.probes.map(({ tick, population, counts, stateHash, cellsHash }: typeof report) => ({
      ...{ tick, population, counts: Object.values(counts), stateHash, cellsHash },
    })),
  )
  expect((await complete({ outputs: [], ticks: 1 })).outputs).toEqual([])
})

function toCliProbe(probe: Record<string, unknown>) {
  const { tick, population, counts, state_sha256: stateHash, cells_sha256: cellsHash } = probe
  return { tick, population, counts, stateHash, cellsHash }
}

test('a recording and a last state are those that the command line verifies and goes on from', async () => {
  const run = await complete({ outputs: ['report', 'replay', 'state'], seed: '8' })
  const folder = createFolder()
  const paths = { replay: join(folder, 'a.replay'), state: join(folder, 'a.thunder') }
  for (const role of ['replay', 'state'] as const) writeFileSync(paths[role], await read(run, role))
  const verified = await runCliHere('replay', paths.replay, '--verify', '--json')
  expect(verified.exitCode).toBe(0)
  expect(JSON.parse(verified.out)).toMatchObject({
    ...{ isComplete: true, seed: '8', verdict: { marks: 4, ticks: 250 } },
  })
  const path = join(folder, 'soup.yaml')
  writeFileSync(path, SOUP)
  const options = ['--seed', '8', '--ticks', '300', '--json']
  const from = await runCliHere('run', path, ...options, '--resume', paths.state)
  const whole = await runCliHere('run', path, ...options)
  expect(lastHashOf(from)).toBe(lastHashOf(whole))
})

const lastHashOf = ({ out }: { readonly out: string }) => JSON.parse(out).probes.at(-1).stateHash

test('the same run again leaves the same artifacts, which are told of before it is over', async () => {
  const asked = { outputs: ['report', 'replay', 'state'], seed: '9', backend: 'cpu' }
  const [one, other] = [await complete(asked), await complete(asked)]
  expect(other.run_id).not.toBe(one.run_id)
  expect(other.outputs).toEqual(one.outputs)
  const types = (await eventsOf(record, one.run_id)).map(({ type }) => type)
  expect(types.filter((type) => type === 'artifact.stored')).toHaveLength(3)
  expect(types.lastIndexOf('artifact.stored')).toBeLessThan(types.indexOf('ca.run.completed'))
})

test('a run that comes to what its scenario does not expect says so, and raises an alert', async () => {
  const expectations = 'expect: [{ tick: 10, population: 1 }, { tick: 250, population: 181 }]\n'
  const run = await complete({ scenario: SOUP + expectations })
  const { breaches } = JSON.parse((await read(run, 'report')).toString())
  expect(breaches).toEqual([{ tick: 10, what: 'population', expected: 1, found: 556 }])
  const alerts = (await eventsOf(record, run.run_id)).filter(
    ({ type }) => type === 'thunderbolt.alert.raised',
  )
  expect(alerts.map(({ data }) => data)).toMatchObject([
    { rule: 'run.expectation', severity: 'critical', of: run.run_id, value: 1 },
  ])
})

test('what is kept for some days is told so', async () => {
  const run = await complete({ seed: '10', retention_days: 3 })
  const artifact = await selectResource(record.database, ARTIFACT_TABLE, run.outputs[0]!.sha256)
  expect(artifact).toMatchObject({ retention_days: 3, run_id: run.run_id })
})

test('one question leads from an artifact to the run, the scenario, the rule, the seed and the code', async () => {
  const run = await complete({ outputs: ['replay'], seed: '11' })
  const node = `artifact:${run.outputs[0]!.sha256}`
  const words = ['lineage', node, '--json', '--data', place.config.dataFolder]
  const ask = () => runCliHereAt(() => 0, words, SERVER_COMMANDS)
  // The command reads the folder as far as its newest checkpoint goes, while the server is at work.
  await expect.poll(async () => (await ask()).exitCode).toBe(0)
  const answer = JSON.parse((await ask()).out)
  const ids: string[] = answer.nodes.map(({ id }: { id: string }) => id)
  expect(ids).toEqual(
    expect.arrayContaining([
      ...[node, `run:${run.run_id}`, `scenario:${run.scenario_sha256}`, 'seed:11'],
    ]),
  )
  expect(new Set(ids.map((id) => id.split(':')[0]))).toEqual(
    new Set(['artifact', 'run', 'scenario', 'rule', 'seed', 'code']),
  )
  expect(answer.edges).toContainEqual({
    from: `run:${run.run_id}`,
    to: node,
    role: 'output:replay',
  })
})

function createFolder(): string {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  return folder.path
}
