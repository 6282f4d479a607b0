import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findKnees } from '../../engine/search/fronts/knee.ts'
import { hypervolumeOver } from '../../engine/search/fronts/progress.ts'
import { seeTrial } from '../../engine/search/trial-result.ts'
import { compileStudy } from '../../engine/studies/compile-study.ts'
import { beginStudy } from '../../engine/studies/replay-record.ts'
import { tries } from '../../engine/testing/tries.ts'
import type { TrialEnd } from '../storage/trial-tables.ts'
import { StudyGains } from './study-gains.ts'

/** Of so many objectives, the second of which is to be large, and a bound. */
function planOf(objectives: number) {
  const names = ['a', 'b', 'c', 'd'].slice(0, objectives)
  return compileStudy(
    {
      ...{ version: 1, name: 'Points', budget: { trials: 10_000 } },
      space: [{ name: 'density', type: 'int', low: 1, high: 9 }],
      objectives: names.map((name, k) => ({ name, direction: k === 1 ? 'maximize' : 'minimize' })),
      constraints: [{ name: 'bound', atMost: 4 }],
      objective: {
        ...{ kind: 'automaton', rule: 'B3/S23', size: [8, 8], ticks: 1 },
        values: Object.fromEntries([...names, 'bound'].map((name) => [name, 'population'])),
      },
    },
    { allowsCommands: false },
  )
}

const readEnds =
  (ends: readonly TrialEnd[]) =>
  async ({ from, count }: { from: number; count: number }) =>
    ends.slice(from, from + count)

/** The same by the study itself, all at once. */
function sumUpAtOnce(plan: ReturnType<typeof planOf>, ends: readonly TrialEnd[]) {
  const study = beginStudy({ ...plan, sampler: { name: 'random' } })
  for (const _ of ends) study.ask()
  for (const { number, state, values, measured } of ends) {
    const beside = Object.fromEntries(measured.map((each) => [each.name, each.value]))
    study.tell(number, state === 'completed' ? { values, measured: beside } : { failed: 'so' })
  }
  const seen = study.trials
    .filter(({ state }) => state === 'complete')
    .map((trial) => seeTrial(trial, study.settings))
  const feasible = seen.filter(({ violation }) => violation === 0)
  const losses = feasible.map((each) => each.losses)
  const worst = plan.objectives.map((_, k) => Math.max(...losses.map((each) => each[k]!)))
  const [knee] = findKnees(losses)
  return {
    infeasible: seen.length - feasible.length,
    front: study.bestTrials().map(({ number, values }) => ({ number, values })),
    knee: knee && `s:${feasible[knee.index]!.number}`,
    volume: losses.length === 0 ? undefined : hypervolumeOver(losses, worst),
  }
}

test('whatever order trials end in, and however often one asks meanwhile, the front, the knee and the hypervolume are those of the study', async () => {
  const anyEnds = fc.integer({ min: 2, max: 4 }).chain((objectives) => {
    const anyEnd = fc.record({
      values: fc.array(fc.integer({ min: 0, max: 6 }), {
        ...{ minLength: objectives, maxLength: objectives },
      }),
      bound: fc.integer({ min: 0, max: 5 }),
      isFailed: fc.boolean(),
      asks: fc.boolean(),
    })
    return fc.tuple(
      fc.constant(objectives),
      fc
        .array(anyEnd, { maxLength: 30 })
        .chain((list) =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray([...list.keys()], { minLength: list.length }),
          ),
        ),
    )
  })
  await fc.assert(
    fc.asyncProperty(anyEnds, async ([objectives, [list, order]]) => {
      const plan = planOf(objectives)
      const gains = new StudyGains('s', plan)
      const ends: TrialEnd[] = []
      for (const number of order) {
        const { values, bound, isFailed, asks } = list[number]!
        ends.push({
          ...{ number, state: isFailed ? 'failed' : 'completed', values: isFailed ? [] : values },
          measured: [{ name: 'bound', value: bound }],
        })
        if (asks) await gains.catchUp(readEnds(ends))
      }
      await gains.catchUp(readEnds(ends))
      const { infeasible, front, knee, hypervolume } = await gains.sumUp()
      const wanted = sumUpAtOnce(plan, ends)
      expect(gains.ends).toBe(ends.length)
      expect({ infeasible, knee }).toEqual({ infeasible: wanted.infeasible, knee: wanted.knee })
      expect(front.map(({ number, values }) => ({ number, values }))).toEqual(wanted.front)
      expect(hypervolume?.growth.map(({ value }) => value)).toEqual(wanted.volume)
    }),
    { numRuns: tries(400) },
  )
})

test('thousands of trials of which none is better than another hold nobody up', async () => {
  const plan = planOf(3)
  let state = 1
  const random = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const ends = Array.from({ length: 1200 }, (_, number): TrialEnd => {
    const [x, y] = [random(), random()]
    const measured = [{ name: 'bound', value: 0 }]
    return { number, state: 'completed', values: [x, y, y - x], measured }
  })
  const gains = new StudyGains('s', plan)
  let longestMs = 0
  let lastMs = performance.now()
  const timer = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - lastMs)
    lastMs = performance.now()
  }, 1)
  await gains.catchUp(readEnds(ends))
  const { front, hypervolume } = await gains.sumUp()
  clearInterval(timer)
  expect(front).toHaveLength(500)
  expect(hypervolume!.value).toBeGreaterThan(0)
  expect(gains.workedMs).toBeGreaterThan(longestMs)
})
