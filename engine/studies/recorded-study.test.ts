/** A study that is made of what is on record, against one that has been told all of it as it happened. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AUTOMATON_STUDY } from '../testing/study-documents.ts'
import { tries } from '../testing/tries.ts'
import { compileStudy } from './compile-study.ts'
import {
  RecordedStudy,
  type RecordedTrial,
  readParams,
  type TrialReader,
  tellParams,
} from './recorded-study.ts'
import { beginStudy } from './replay-record.ts'
import { sumUpStudy } from './study-gains.ts'

const PLAN = compileStudy(
  {
    ...AUTOMATON_STUDY,
    budget: { trials: 100 },
    workers: 4,
    sampler: { name: 'motpe', startup: 4 },
    pruner: { name: 'median', peers: 2 },
  },
  { allowsCommands: false },
)

/** What happens to a study: a proposal, or an end of a trial that runs, with what it has reported. */
const anyStep = fc.oneof(
  fc.record({ kind: fc.constant('ask' as const) }),
  fc.record({
    kind: fc.constant('tell' as const),
    which: fc.nat(),
    how: fc.constantFrom('completed', 'pruned', 'failed'),
    values: fc.tuple(fc.integer({ max: 99 }), fc.integer({ max: 99 })),
  }),
)

/** A record in memory, and the study that was told of it step by step. */
function createHistory() {
  const told = beginStudy(PLAN)
  const rows: RecordedTrial[] = []
  let ended = 0
  const reader: TrialReader = {
    readTrials: async ({ from, count }) => rows.slice(from, from + count),
    readEnded: async ({ from, count }) =>
      rows
        .filter(({ end = -1 }) => end >= from)
        .toSorted((a, b) => a.end! - b.end!)
        .slice(0, count),
  }
  return {
    ...{ told, rows, reader },
    point: () => ({ proposed: rows.length, ended }),
    ask() {
      const { number, params } = told.ask()
      const nothing = { reports: [], values: [], measured: [] }
      rows.push({ number, state: 'proposed', parameters: tellParams(params), ...nothing })
    },
    tell(which: number, state: 'completed' | 'pruned' | 'failed', values: readonly number[]) {
      const running = rows.filter(({ state: each }) => each === 'proposed')
      const row = running[which % running.length]
      if (row === undefined) return
      const { number } = row
      const reports = [{ step: 1, values: [...values] }]
      told.report(number, 1, values)
      // Some break the bound.
      const disorder = values[0]! / 100
      if (state === 'completed') told.tell(number, { values, measured: { disorder } })
      else told.tell(number, state === 'pruned' ? { pruned: true } : { failed: 'Why.' })
      const measured = [{ name: 'disorder', value: disorder }]
      const own = state === 'completed' ? { values: [...values], measured } : { message: 'Why.' }
      rows[number] = { ...row, state, reports, ...own, end: ended++ }
    },
  }
}

describe('a study on record', () => {
  test('proposes, weighs and comes to what the study does that was told all of it', async () => {
    const anyHistory = fc.array(fc.tuple(anyStep, fc.boolean()), { minLength: 5, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(anyHistory, async (steps) => {
        const history = createHistory()
        const { told, rows, reader, point } = history
        const follower = new RecordedStudy(PLAN)
        for (const [step, isRead] of steps) {
          if (step.kind === 'ask') history.ask()
          else history.tell(step.which, step.how, step.values)
          // It reads now and then, as whoever leads, or sees all at the end.
          if (isRead) await follower.catchUp(point(), reader)
        }
        for (const study of [follower, new RecordedStudy(PLAN)]) {
          await study.catchUp(point(), reader)
          expect(study.ends).toBe(point().ended)
          const weighed = rows.find(({ state }) => state === 'proposed')
          if (weighed !== undefined) {
            const reports = [{ step: 1, values: [50, 50] }]
            told.rerun(weighed.number)
            told.report(weighed.number, 1, [50, 50])
            const isWorth = !told.shouldPrune(weighed.number)
            expect(study.weigh({ ...weighed, reports })).toBe(isWorth)
            told.rerun(weighed.number)
            study.study.rerun(weighed.number)
          }
          expect(study.study.toJSON()).toEqual(told.toJSON())
          const { objectives } = PLAN
          expect(sumUpStudy(study.study, objectives)).toEqual(sumUpStudy(told, objectives))
        }
        const fresh = new RecordedStudy(PLAN)
        await fresh.catchUp(point(), reader)
        expect([fresh.ask(), follower.ask()]).toEqual(Array(2).fill(told.ask()))
      }),
      { numRuns: tries(20) },
    )
  })

  test('comes without some trials to what it would if they had failed, and proposes what it did', async () => {
    const ends = [
      ...[
        [90, 10],
        [20, 80],
        [10, 10],
      ],
      ...[
        [30, 90],
        [5, 5],
      ],
    ]
    const [told, failed] = [createHistory(), createHistory()]
    for (const [number, values] of ends.entries()) {
      for (const history of [told, failed]) history.ask()
      told.tell(0, 'completed', values)
      failed.tell(0, number === 1 || number === 3 ? 'failed' : 'completed', values)
    }
    const study = new RecordedStudy(PLAN)
    await study.catchUp(told.point(), told.reader)
    const { objectives } = PLAN
    const gains = sumUpStudy(study.without([1, 3]), objectives)
    expect(gains).toEqual(sumUpStudy(failed.told, objectives))
    expect(gains).not.toEqual(sumUpStudy(study.without([]), objectives))
    expect(study.ask()).toEqual(told.told.ask())
  })

  test('goes on by what was claimed of a trial where something else was measured later', async () => {
    const { told, rows, reader, point, ...history } = createHistory()
    for (let n = 0; n < 6; n++) {
      history.ask()
      history.tell(0, 'completed', [90 - 15 * n, 10 * n])
    }
    for (const [number, row] of rows.entries()) {
      const measured = row.measured.map(({ name, value }) => ({ name, value: 1 - value }))
      rows[number] = { ...row, measured, claimed: row.measured }
    }
    const study = new RecordedStudy(PLAN)
    await study.catchUp(point(), reader)
    expect(study.study.toJSON()).toEqual(told.toJSON())
    expect(study.ask()).toEqual(told.ask())
  })

  test('is none where the record has less than it says', async () => {
    const { reader } = createHistory()
    const asked = new RecordedStudy(PLAN).catchUp({ proposed: 1, ended: 0 }, reader)
    await expect(asked).rejects.toMatchObject({ code: 'study/record' })
  })

  test('has a parameter that exists and was not told as null', () => {
    expect(readParams(PLAN.space, { parameters: [] })).toEqual({ density: null, kind: null })
  })
})
