import { expect, test } from 'vitest'
import { createStudy } from './study.ts'

test('a random study proposes values of its space', () => {
  const study = createStudy({
    space: [
      { name: 'kind', type: 'categorical', choices: ['a', 'b'] },
      { name: 'lr', type: 'float', low: 1e-5, high: 1e-1, log: true },
      { name: 'n', type: 'int', low: 3, high: 9, if: { param: 'kind', in: ['a'] } },
    ],
    directions: ['minimize', 'maximize'],
    sampler: { name: 'random' },
    seed: '7',
  })
  for (let i = 0; i < 50; i++) {
    const { number, params } = study.ask()
    expect(number).toBe(i)
    expect('n' in params).toBe(params.kind === 'a')
    study.tell(number, [Number(params.lr), i])
  }
  expect(study.bestTrials().length).toBeGreaterThan(0)
})
