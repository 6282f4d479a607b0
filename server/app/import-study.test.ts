/** A search on the command line is handed over to a server, and what it claims is evidence only when it was verified. */
import { createHash } from 'node:crypto'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { StudyStanding } from '../../engine/protocol/live-api.ts'
import type { LineageGraphAnswer } from '../../engine/resources/lineage.ts'
import type { StudyOverview } from '../../engine/resources/operations/study-operations.ts'
import type { Promotion } from '../../engine/resources/promotion.ts'
import type { StudyResource } from '../../engine/resources/study.ts'
import type { TrialResource } from '../../engine/resources/trial.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import { readRecord } from '../../engine/studies/study-record.ts'
import { runCliHere, runCliHereAt } from '../../engine/testing/run-cli.ts'
import { AUTOMATON_STUDY } from '../../engine/testing/study-documents.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { addRestRoutes } from '../api/rest-routes.ts'
import { ImportedRecord } from '../cerebros/imported-record.ts'
import { studiesImportCommand } from '../cli/studies-import-command.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { STUDY_TABLE } from '../storage/study-tables.ts'
import { type DeskPlace, openDeskPlace } from '../testing/desk-place.ts'
import { eventsOfStudy, plainTrials, searchRecord } from '../testing/study-place.ts'

/** Of which the last but one is pruned. */
const TRIALS = 7
const DOCUMENT = {
  ...{ ...AUTOMATON_STUDY, budget: { trials: TRIALS }, pruner: 'median', seed: 4 },
  objective: {
    ...AUTOMATON_STUDY.objective,
    ...{ size: [8, 8], ticks: 6, probes: [3, 6], seeds: { count: 2 } },
  },
}
const document = JSON.stringify(DOCUMENT)
const reason = 'it was found at night'

let there: DeskPlace
let found: Awaited<ReturnType<typeof searchRecord>>
/** The same with better values of the last trial, which nothing was proposed by. */
let forged: string
const FORGED = [0.875, 1]

beforeAll(async () => {
  found = await searchRecord(DOCUMENT, ['--workers', '0'])
  forged = found.text.replace(
    /("kind":"tell","trial":6,"result":\{"values":)\[[^\]]*\](,"measured":\{"disorder":)[^},]+/,
    `$1${JSON.stringify(FORGED)}$20.1`,
  )
  there = await openDeskPlace(250)
})
afterAll(() => there.close())

const ask = <T>(name: string, input: object, id?: string): Promise<T> => there.ask(name, input, id)

async function untilOver(study_id: string): Promise<StudyOverview> {
  // Of its front nothing is asked before it is over: that takes longer than its trials.
  const state = async () =>
    (await selectResource(there.record.database, STUDY_TABLE, study_id))?.state
  await expect.poll(state, { timeout: 120_000, interval: 100 }).toBe('completed')
  return await ask<StudyOverview>('studies.get', { study_id })
}

async function trialsOf(study_id: string): Promise<readonly TrialResource[]> {
  const { items } = await ask<{ items: TrialResource[] }>('trials.list', { study_id })
  return items.toReversed()
}

test('a search that is done is on the record of the server as it was made, and marked as imported', async () => {
  const wanted = { study_id: 'night', document, record: forged }
  const sha256 = createHash('sha256').update(forged).digest('hex')
  const study = await ask<StudyResource>('studies.import', wanted)
  expect(study).toMatchObject({ record: { sha256, trials: TRIALS }, trials: TRIALS })
  const overview = await untilOver('night')
  const trials = await trialsOf('night')
  const [last, ...others] = plainTrials(trials).toReversed()
  expect(others).toEqual(found.trials.slice(0, -1).toReversed())
  expect(last).toMatchObject({ result: { values: FORGED } })
  expect(others[0]).toMatchObject({ result: 'pruned' })
  expect(trials.every(({ imported, worker }) => imported === true && worker === undefined)).toBe(
    true,
  )
  expect(overview.front).toMatchObject([{ number: TRIALS - 1, values: FORGED }])
  expect(overview.best).toEqual([trials.at(-1)!.trial_id])
  // Whoever was not answered asks again, and nothing more is there.
  const events = await eventsOfStudy(there.record, 'night')
  expect(await ask<StudyResource>('studies.import', wanted)).toMatchObject({ state: 'completed' })
  expect(await eventsOfStudy(there.record, 'night')).toEqual(events)
  const { nodes, pending } = await ask<LineageGraphAnswer>('lineage.ancestors', {
    ...{ node: `trial:${trials[0]!.trial_id}`, include_pending: true },
  })
  expect(nodes.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['study:night', `scenario:${sha256}`]),
  )
  expect(pending).toEqual([])
})

test('a search that was broken off goes on here, with the trials that it would have made', async () => {
  const whole = found.text.split('\n').slice(0, -1)
  const fifth = whole.findIndex((line) => line.startsWith('{"kind":"ask","trial":4'))
  const begun = `${whole.slice(0, fifth + 1).join('\n')}\n`
  await ask('studies.import', { study_id: 'half', document, record: begun })
  await untilOver('half')
  const trials = await trialsOf('half')
  expect(plainTrials(trials)).toEqual(found.trials)
  expect(trials.map(({ imported }) => imported ?? false)).toEqual([
    ...[true, true, true, true],
    ...Array.from({ length: TRIALS - 4 }, () => false),
  ])
})

test('whoever is killed at any line of an import goes on behind it, and nothing is there twice', async () => {
  const study_id = 'night'
  const before = await eventsOfStudy(there.record, study_id)
  const stored = (await selectResource(there.record.database, STUDY_TABLE, study_id))!
  const keys = new Set<string>()
  const asked: string[] = []
  // What the ledger does with keys, and the projection with moves that count.
  const counts = { proposed: 0, completed: 0, pruned: 0, failed: 0 }
  for (let kills = 0; ; kills++) {
    let left = kills % 3
    const importer = new ImportedRecord(forged)
    const publishEvent = async (event: { name: string; idempotencyKey?: string | undefined }) => {
      if (left-- === 0 && kills < 100) throw new Error('killed')
      const key = event.idempotencyKey!
      if (keys.has(key)) return true
      keys.add(key)
      asked.push(key)
      if (event.name === 'ml.trial.proposed') counts.proposed++
      if (event.name === 'ml.trial.completed') counts.completed++
      if (event.name === 'ml.trial.failed') counts.failed++
      return true
    }
    const done = await importer
      .goOn({ ...stored, ...counts }, { publishEvent }, 10_000)
      .catch((error: Error) => error.message)
    if (done === true) break
    expect(done).toBe('killed')
  }
  expect(asked).toEqual(
    before
      .filter(({ type }) => type.startsWith('ml.trial.'))
      .map(({ idempotencykey }) => idempotencykey),
  )
})

test('a record of other trials, of another study or of no study is refused, and nothing of it is there', async () => {
  const refuse = async (text: string, wanted: object = {}) =>
    await expect(
      ask('studies.import', { study_id: 'other', document, record: text, ...wanted }),
    ).rejects.toMatchObject({ code: 'cerebros/study' })
  const { entries } = readRecord(new TextEncoder().encode(found.text))
  const edited = entries.map((entry) =>
    entry.kind === 'ask' && entry.trial === 3
      ? { ...entry, params: { ...entry.params, density: Number(entry.params.density) - 1 } }
      : entry,
  )
  await refuse(`${edited.map((entry) => JSON.stringify(entry)).join('\n')}\n`)
  await refuse(found.text, { document: JSON.stringify({ ...DOCUMENT, seed: 5 }) })
  await refuse(found.text.slice(0, -1))
  await refuse(found.text, { trials: TRIALS - 1 })
  await refuse('{}\n')
  await expect(ask('studies.get', { study_id: 'other' })).rejects.toMatchObject({
    code: 'api/not-found',
  })
  // An id that there is takes no other record.
  const other = { study_id: 'night', document, record: found.text }
  await expect(ask('studies.import', other)).rejects.toMatchObject({ code: 'api/conflict' })
})

test('values that were changed on the way are found out, and are in no front then', async () => {
  const before = await ask<StudyOverview>('studies.get', { study_id: 'night' })
  const { trial_id } = (await trialsOf('night')).at(-1)!
  const standings: StudyStanding[] = []
  const end = there.record.studies.watch.watch('night', (standing) => standings.push(standing))
  expect(await ask('trials.verify', { trial_id })).toMatchObject({ verified: 'differs' })
  const after = await ask<StudyOverview>('studies.get', { study_id: 'night' })
  // What the trials before it came to on the command line is the front: none that is both more active and smaller.
  const plain = found.trials.slice(0, -1).flatMap(({ number, result }) => {
    if (result === 'pruned') return []
    const { values, measured } = result as { values?: number[]; measured: { disorder: number } }
    return values !== undefined && measured.disorder <= 0.4 ? [{ number, values }] : []
  })
  const front = plain.filter(
    ({ values: [activity, cells] }) =>
      !plain.some(
        ({ values: [a, c] }) => a! >= activity! && c! <= cells! && (a! > activity! || c! < cells!),
      ),
  )
  const numbers = front.map(({ number }) => number)
  expect(after.front.map(({ number }) => number)).toEqual(numbers)
  expect(after.best).toEqual(after.front.map((each) => each.trial_id))
  expect(after.front.map((each) => each.trial_id)).toContain(after.knee)
  expect(after.differing).toBe(1)
  expect(after.hypervolume!.value).not.toBe(before.hypervolume!.value)
  // Its numbers stay what they were; only that they count for nothing is new.
  expect(after).toMatchObject({ completed: before.completed, proposed: TRIALS })
  const live = () => standings.at(-1)?.front.map(({ number }) => number)
  await expect.poll(live, { timeout: 10_000, interval: 20 }).toEqual(numbers)
  end()
})

test('what a record claims decides no promotion before it was made again here', async () => {
  const ended = (await trialsOf('night')).filter(({ state }) => state === 'completed')
  const completed = ended.filter(({ verified }) => verified !== 'differs')
  const trial = completed.toSorted((a, b) => b.values[0]! - a.values[0]!)[0]!
  const { trial_id } = trial
  const states = trial.parameters.find(({ name }) => name === 'states')?.value ?? 2
  const rule = parseRule(`23/3/${states}`).rule.canonical
  await ask('slots.define', {
    ...{ slot: 'rule.night', reason },
    rule: { kind: 'front', objectives: [{ name: 'activity', direction: 'maximize' }] },
  })
  const evidence = [{ kind: 'trial', id: trial_id }]
  const { promotion_id } = await ask<Promotion>('promotions.propose', {
    ...{ slot: 'rule.night', rule, evidence, reason },
  })
  await expect(ask('promotions.decide', { promotion_id })).rejects.toMatchObject({
    ...{ code: 'api/evidence', message: expect.stringContaining('trials.verify') },
  })
  expect(await ask('trials.verify', { trial_id })).toMatchObject({ verified: 'agrees' })
  const { state, decision } = await ask<Promotion>('promotions.decide', { promotion_id })
  expect(state).toBe('active')
  expect(decision!.comparisons).toMatchObject([{ challenger: trial.values[0] }])
  // A challenger is run beside it in worlds that neither was chosen by; it is the same rule, so no better.
  const again = await ask<Promotion>('promotions.propose', {
    promotion_id: 'again',
    ...{ slot: 'rule.night', rule, evidence, reason },
  })
  const weighed = await ask<Decision>('promotions.evaluate', { promotion_id: again.promotion_id })
  const [compared] = weighed.comparisons
  expect(weighed).toMatchObject({
    verdict: 'refused',
    ground: 'not_better',
    champion_id: promotion_id,
  })
  expect(compared!.challenger_source).toBe(`run:${again.promotion_id}/2/challenger`)
  expect(compared!.champion).toBe(compared!.challenger)
  const { sha256 } = again.candidate
  const drawn = JSON.stringify(['rule.night', 2, sha256, sha256])
  const [first] = await measureHere(rule, seedsOf(drawn, 2), trial)
  expect(compared!.challenger).toBe(first)
  const behind = await ask<LineageGraphAnswer>('lineage.ancestors', {
    ...{ node: `promotion:${again.promotion_id}`, include_pending: true },
  })
  expect(behind.nodes.map(({ id }) => id)).toContain(`run:${again.promotion_id}/2/champion`)
  // It is told once, and nobody has worlds drawn again.
  expect(await ask('promotions.evaluate', { promotion_id: again.promotion_id })).toEqual(weighed)
  // Whoever has not heard the answer asks again.
  expect(await ask('trials.verify', { trial_id })).toMatchObject({
    trial_id,
    verified: expect.any(String),
  })
  const made = (await trialsOf('half')).at(-1)!.trial_id
  await expect(ask('trials.verify', { trial_id: made })).rejects.toMatchObject({
    code: 'api/conflict',
  })
  // It counts once among the trials of its study.
  expect(await ask('studies.get', { study_id: 'night' })).toMatchObject({
    completed: ended.length,
  })
})

type Decision = NonNullable<Promotion['decision']>

const seedsOf = (of: string, count: number) =>
  Array.from({ length: count }, (_, place) =>
    createHash('sha256').update(`${of}/${place}`).digest().readBigUInt64BE().toString(),
  )

/** What a study of one trial comes to on the command line, with a rule and seeds that are written down. */
async function measureHere(rule: string, seeds: readonly string[], { parameters }: TrialResource) {
  const { seeds: _seeds, ...objective } = DOCUMENT.objective
  const found = parameters.find(({ name }) => name === 'density')!.value
  const { trials } = await searchRecord(
    {
      ...{ ...DOCUMENT, pruner: 'none', budget: { trials: 1 }, constraints: [] },
      space: [{ name: 'density', type: 'categorical', choices: [found] }],
      objective: {
        ...{ ...objective, seeds, set: { density: '{density}', rule } },
        values: { activity: objective.values.activity, cells: objective.values.cells },
      },
    },
    ['--workers', '0'],
  )
  return (trials[0]!.result as { readonly values: readonly number[] }).values
}

test('the command line hands a search over, and tells why one is not taken', async () => {
  const folder = createTemporaryFolder()
  const server = fastify()
  const principal = { id: 'someone', scopes: ['write'] as const }
  await addRestRoutes(server, there.desk, ({ headers }) => ({
    principal: headers.authorization === 'Bearer secret' ? principal : { id: 'nobody', scopes: [] },
    ...{ surface: 'rest', rateKey: 'k', correlationId: 'c' },
  }))
  const address = await server.listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(async () => {
    await server.close()
    folder.dispose()
  })
  const write = (name: string, text: string) => {
    writeFileSync(join(folder.path, name), text)
    return join(folder.path, name)
  }
  // The scenario lies beside the study; what is torn of the record was never acted upon.
  const { size, ...objective } = DOCUMENT.objective
  const soup = { soup: { density: 100 } }
  const base = {
    version: 1,
    name: 'Base',
    world: { size },
    rule: 'B3/S23',
    ticks: 1,
    initial: [soup],
  }
  write('base.yaml', JSON.stringify(base))
  const file = write(
    'study.json',
    JSON.stringify({
      ...{ ...DOCUMENT, budget: { trials: 1 } },
      objective: { ...objective, scenario: 'base.yaml' },
    }),
  )
  const token = write('token', 'secret\n')
  const hand = (...words: string[]) =>
    runCliHereAt(
      () => 0,
      ['studies', 'import', file, '--server', address, ...words],
      [studiesImportCommand],
    )
  const { exitCode } = await runCliHere('search', file, '--workers', '0', '--trials', '1')
  expect(exitCode).toBeLessThan(2)
  appendFileSync(join(folder.path, 'study.trials.jsonl'), '{"kind":"ask","tri')
  expect(await hand('--token', token, '--id', 'handed')).toMatchObject({ exitCode: 0, err: '' })
  expect(await untilOver('handed')).toMatchObject({ trials: 1, record: { trials: 1 } })
  expect(await hand('--token', token)).toMatchObject({ exitCode: 0 })
  expect(await hand('--token', file)).toMatchObject({ exitCode: 2 })
  await server.close()
  expect(await hand('--token', token)).toMatchObject({
    ...{ exitCode: 2, err: expect.stringContaining('has not taken it') },
  })
})
