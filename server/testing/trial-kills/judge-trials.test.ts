import { describe, expect, test } from 'vitest'
import { type JudgedEvent, judgeTrials, type ProblemKind } from './judge-trials.ts'

const STUDY = 'study-0'
const EXPECTED = [0, 1].map((number) => ({
  number,
  params: { x: number },
  result: { values: [number + 0.5], measured: {} },
}))

const trial = (number: number) => ({ study_id: STUDY, trial_id: `${STUDY}:${number}`, number })
const proposed = (number: number): JudgedEvent => ({
  type: 'ml.trial.proposed',
  data: { ...trial(number), parameters: [{ name: 'x', value: number }] },
})
const completed = (number: number, value = number + 0.5): JudgedEvent => ({
  type: 'ml.trial.completed',
  data: { ...trial(number), values: [value], measured: [] },
})
const shareOf = (number: number, name = `a${number}`): JudgedEvent[] => [
  { type: 'allocation.granted', data: { allocation_id: name, run_id: `${STUDY}:${number}` } },
  { type: 'allocation.released', data: { allocation_id: name } },
]
const END: JudgedEvent = {
  type: 'ml.study.completed',
  data: { study_id: STUDY, completed: 2, pruned: 0, failed: 0 },
}
const SOUND = [
  ...[proposed(0), ...shareOf(0), completed(0)],
  ...[proposed(1), ...shareOf(1), completed(1), END],
]

const judge = (events: readonly JudgedEvent[], kills = 0) =>
  judgeTrials({
    ...{ events, kills, threads: 1 },
    studies: [{ studyId: STUDY, expected: EXPECTED }],
  }).map(({ kind }) => kind)

test('nothing is wrong with a record that is as it should be', () => {
  expect(judge(SOUND)).toEqual([])
})

describe('what is wrong is found as what it is', () => {
  const without = (gone: JudgedEvent) => SOUND.filter((each) => each !== gone)
  const altered = (from: JudgedEvent, to: JudgedEvent) =>
    SOUND.map((each) => (each === from ? to : each))
  const failed = { type: 'ml.trial.failed', data: { ...trial(1), code: 'trial_lost' } }
  const wrong: readonly [string, readonly JudgedEvent[], ProblemKind][] = [
    ['an end that is not there', without(SOUND[3]!), 'lost'],
    ['a proposal that is not there', without(SOUND[4]!), 'lost'],
    ['a study without an end', without(END), 'lost'],
    ['an end that is there twice', [...SOUND, completed(1)], 'doubled'],
    ['two ends of a study', [...SOUND, END], 'doubled'],
    ['a trial beyond the last', [...SOUND, proposed(2)], 'doubled'],
    ['other values', altered(SOUND[3]!, completed(0, 7)), 'altered'],
    [
      'other params',
      altered(SOUND[4]!, { ...proposed(1), data: { ...trial(1), parameters: [] } }),
      'altered',
    ],
    [
      'a study that counts wrong',
      altered(END, { ...END, data: { ...END.data, completed: 1, failed: 1 } }),
      'miscounted',
    ],
    ['a share that is not released', without(SOUND[6]!), 'held'],
    ['a trial that was made twice', [...SOUND, ...shareOf(0, 'again')], 'taken again'],
    ['a trial that was given up', altered(SOUND[7]!, failed), 'given up'],
  ]
  test.each(wrong)('%s', (_, events, kind) => {
    expect(judge(events)).toContain(kind)
  })
})

test('a trial may be made once more for each that a killed worker had', () => {
  const again = [...SOUND, ...shareOf(0, 'again')]
  expect(judge(again, 1)).toEqual([])
  expect(judge([...again, ...shareOf(1, 'once more')], 1)).toEqual(['taken again'])
})
