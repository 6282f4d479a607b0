import { tmpdir } from 'node:os'
import { setImmediate as immediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { AUTOMATON_STUDY } from '../testing/study-documents.ts'
import { evaluateAutomata } from './evaluate-automaton.ts'
import { openStudy } from './open-study.ts'

/** Goes on for as long as anybody waits. */
const LONG = {
  ...AUTOMATON_STUDY,
  objective: {
    ...AUTOMATON_STUDY.objective,
    size: [256, 256],
    ticks: 1_000_000,
    probes: [1_000_000],
  },
}

describe('a trial whose thread is gone', () => {
  const evaluate = async (losesTrials: boolean) => {
    const { plan, maker } = await openStudy(LONG, tmpdir(), { allowsCommands: false })
    if (maker.kind !== 'automaton') throw new Error('It is no study of automata.')
    const evaluator = evaluateAutomata(plan, maker.plan, maker.source, 1, { losesTrials })
    const trial = { number: 0, params: { density: 90, kind: 'life' } }
    const { signal } = new AbortController()
    const evaluating = evaluator.evaluate(trial, { signal, report: async () => true })
    evaluating.catch(() => {})
    // Its task is in a thread by then.
    await immediate()
    await evaluator.close()
    return await evaluating
  }

  test('fails where nobody could make it elsewhere', async () => {
    expect(await evaluate(false)).toEqual({ failed: expect.stringMatching(/^node\/task-ended: /) })
  })

  test('is lost, and no failure of its own, where somebody could', async () => {
    await expect(evaluate(true)).rejects.toMatchObject({ code: 'study/trial-lost' })
  })
})
