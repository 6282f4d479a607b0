/** A small sample of the campaign `trial-kills`. */
import { expect, onTestFinished, test } from 'vitest'
import { createRunFolder } from '../run-place.ts'
import { killTrials } from './kill-trials.ts'

const SEED = 3

test('a server that is killed while it makes trials loses none and doubles none', async () => {
  const place = await createRunFolder()
  onTestFinished(() => place.dispose())
  const { problems, kills, trials } = await killTrials({
    ...{ place, processes: 1, threads: 2, kills: 1, studies: 1, trials: 4, seed: SEED },
  })
  expect(problems).toEqual([])
  expect(kills).toBe(1)
  expect(trials).toBeGreaterThanOrEqual(4)
})
