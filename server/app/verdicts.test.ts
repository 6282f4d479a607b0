/** What a server says of trials and challengers hangs on what it measures itself, not on who asks, under which name or when. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { LineageGraphAnswer } from '../../engine/resources/lineage.ts'
import type { Promotion } from '../../engine/resources/promotion.ts'
import type { TrialResource } from '../../engine/resources/trial.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import { TrialLostError } from '../../engine/studies/errors.ts'
import { AUTOMATON_STUDY } from '../../engine/testing/study-documents.ts'
import { PromotionEvaluator } from '../cerebros/promotion-evaluator.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { STUDY_TABLE } from '../storage/study-tables.ts'
import { type DeskPlace, openDeskPlace } from '../testing/desk-place.ts'
import { searchRecord } from '../testing/study-place.ts'

type Decision = NonNullable<Promotion['decision']>

const { activity, disorder } = AUTOMATON_STUDY.objective.values
/** One objective is measured by a clock, and is never twice the same. */
const DOCUMENT = {
  ...{ ...AUTOMATON_STUDY, budget: { trials: 2 } },
  objectives: [
    { name: 'activity', direction: 'maximize' },
    { name: 'time', direction: 'minimize', measured: true },
  ],
  constraints: [{ name: 'disorder', atMost: 1 }],
  objective: {
    ...AUTOMATON_STUDY.objective,
    values: { activity, time: 'seconds', disorder },
  },
}
const FORGED = 0.0625
const reason = 'it was found at night'

let there: DeskPlace
let found: Awaited<ReturnType<typeof searchRecord>>
let rule: string

beforeAll(async () => {
  found = await searchRecord(DOCUMENT, ['--workers', '0'])
  // Nothing was proposed by the last trial.
  const forged = found.text.replace(
    /("kind":"tell","trial":1,"result":.*"disorder":)[^},]+/,
    `$1${FORGED}`,
  )
  expect(forged).not.toBe(found.text)
  there = await openDeskPlace()
  const document = JSON.stringify(DOCUMENT)
  await ask('studies.import', { study_id: 'night', document, record: forged })
  const isOver = async () =>
    (await selectResource(there.record.database, STUDY_TABLE, 'night'))?.state === 'completed'
  await vi.waitUntil(isOver, { timeout: 60_000, interval: 50 })
  const { parameters } = await ask<TrialResource>('trials.get', { trial_id: 'night:0' })
  const states = parameters.find(({ name }) => name === 'states')?.value ?? 2
  rule = parseRule(`23/3/${states}`).rule.canonical
  await ask('slots.define', {
    ...{ slot: 'rule.night', reason },
    rule: { kind: 'front', objectives: [{ name: 'activity', direction: 'maximize' }] },
  })
})
afterAll(() => there.close())

const ask = <T>(name: string, input: object, id?: string): Promise<T> => there.ask(name, input, id)

const propose = (promotion_id: string) =>
  ask<Promotion>('promotions.propose', {
    ...{ promotion_id, slot: 'rule.night', rule, reason },
    evidence: [{ kind: 'trial', id: 'night:0' }],
  })

const evaluate = (promotion_id: string, id?: string) =>
  ask<Decision>('promotions.evaluate', { promotion_id }, id)

test('a claim of what a constraint is held to is found out, and what was measured here takes its place', async () => {
  const trial_id = 'night:1'
  const { values } = await ask<TrialResource>('trials.get', { trial_id })
  const { measured } = found.trials[1]!.result as { measured: { disorder: number } }
  expect(await ask('trials.verify', { trial_id })).toMatchObject({
    verified: 'differs',
    values,
    measured: [{ name: 'disorder', value: measured.disorder }],
    claimed: [{ name: 'disorder', value: FORGED }],
  })
  // The clock was another one, and the claim is right in all that repeats.
  const promotion_id = (await propose('p0')).promotion_id
  const { size } = there.record.ledger.head
  await expect(evaluate(promotion_id)).rejects.toMatchObject({ code: 'api/evidence' })
  expect(there.record.ledger.head.size).toBe(size)
  expect(await ask('trials.verify', { trial_id: 'night:0' })).toMatchObject({ verified: 'agrees' })
})

test('two who have the same evaluated at once are told the same, and one who asks twice waits', async () => {
  const asked = [evaluate('p0', 'a'), evaluate('p0', 'a'), evaluate('p0', 'b')]
  const [first, second, other] = await Promise.allSettled(asked)
  const [done, refused] = first!.status === 'fulfilled' ? [first, second] : [second, first]
  expect(refused).toMatchObject({ reason: { code: 'cerebros/verifier-taken' } })
  expect(done).toMatchObject({ status: 'fulfilled', value: { sequence: 1 } })
  expect(other).toEqual(done)
})

test('the same candidate under another name is run in the same worlds', async () => {
  await propose('p1')
  const [known, again] = [await evaluate('p0'), await evaluate('p1')]
  const { challenger } = known.comparisons[0]!
  expect(again.comparisons[0]).toMatchObject({
    challenger,
    challenger_source: 'run:p1/1/challenger',
  })
  const seeds = await seedsOf('run:p0/1/challenger')
  expect(seeds).toHaveLength(AUTOMATON_STUDY.objective.seeds.count)
  expect(await seedsOf('run:p1/1/challenger')).toEqual(seeds)
})

test('an evaluation whose thread has ended is no fault of anybody, and can be asked for again', async () => {
  const { database, studies, artifacts } = there.record
  const lost = new TrialLostError({ reason: 'it had no memory left' })
  const evaluator = new PromotionEvaluator({
    ...{ database, artifacts, source: { openStudy: () => Promise.reject(lost) } },
    withMaker: () => Promise.reject(lost),
    inTurn: (caller, work) => studies.verifier.inTurn(caller, work),
  })
  const promotion = await ask<Promotion>('promotions.get', { promotion_id: 'p1' })
  const asked = { promotion, champion: undefined, sequence: 1 }
  await expect(evaluator.evaluate(asked, { id: 'a' })).rejects.toMatchObject({
    ...{ code: 'cerebros/evaluation-failed', status: 503, cause: lost },
  })
})

async function seedsOf(node: string): Promise<readonly string[]> {
  const wanted = { node, max_depth: 1, include_pending: true }
  const { nodes } = await ask<LineageGraphAnswer>('lineage.ancestors', wanted)
  return nodes.map(({ id }) => id).filter((id) => id.startsWith('seed:'))
}
