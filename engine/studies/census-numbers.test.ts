import { afterAll, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import { runCliHere } from '../testing/run-cli.ts'
import { countSoups, soupsOfNumber } from './census-numbers.ts'
import { compileStudy } from './compile-study.ts'
import { StudyInvalidError } from './errors.ts'

const folder = createTemporaryFolder()
afterAll(folder.dispose)

const soup = (rule: string, density: number) => ({
  ...{ version: 1, name: 'soup', rule, seed: 5 },
  world: { size: [14, 14, 14], topology: 'torus' },
  initial: [{ soup: { density } }],
})

const count = async (document: object, counts: readonly number[], ticks: number) => {
  const readFile = () => Promise.reject(new Error('it names no file'))
  return countSoups(await compileScenario(JSON.stringify(document), readFile), counts, ticks)
}

test.each([
  // Ships of two states, and of three.
  ['5-7/6/2/M', 70],
  ['7/4/3/M', 73],
  // Oscillators of three ticks.
  ['0-1,5-6/3-4/3/N', 60],
])('what soups of %s leave is what `thunderline census` lists', async (rule, density) => {
  const file = folder.write('soup.json', JSON.stringify(soup(rule, density)))
  const words = ['--soups', '6', '--seed', '5', '--max-ticks', '400', '--max-period', '256']
  const { out } = await runCliHere('census', file, ...words, '--json')
  const { census, settled, meanTicks } = JSON.parse(out)
  const kindsOf = (letter: string) =>
    census.filter(({ code }: { code: string }) => code.startsWith(`x${letter}`))
  expect(settled).toBe(6)
  expect(await count(soup(rule, density), [6], 400)).toEqual({
    'census.6.settled': 1,
    'census.6.ticks': meanTicks,
    'census.6.kinds': census.length,
    'census.6.ships': kindsOf('q').length,
    'census.6.oscillators': kindsOf('p').filter(({ period }: { period: number }) => period > 2)
      .length,
    'census.6.period': Math.max(0, ...census.map(({ period }: { period: number }) => period)),
  })
})

test('of soups that never settle three are waited for, and the rest counts as they do', async () => {
  const numbers = await count(soup('2-5/2-4/2/M', 60), [3, 5000], 20)
  expect(numbers['census.3.settled']).toBe(0)
  expect(numbers['census.5000.settled']).toBe(0)
  expect(numbers).not.toHaveProperty('census.5000.ticks')
})

test('a number of a census names its soups and what is counted, and no other is one', () => {
  expect(soupsOfNumber('census.12.ships')).toBe(12)
  for (const other of ['census.0.ships', 'census.12.birds', 'census.ships', 'census.99999.ships']) {
    expect(soupsOfNumber(other)).toBeUndefined()
  }
})

test('a study that names a census with another word is refused', async () => {
  const { openAutomaton } = await import('./open-automaton.ts')
  const plan = compileStudy(
    {
      ...{ version: 1, name: 'birds', budget: { trials: 20 } },
      space: [{ name: 'density', type: 'int', low: 1, high: 99 }],
      objectives: [{ name: 'birds', direction: 'maximize' }],
      objective: {
        ...{ kind: 'automaton', scenario: 'soup.yaml', ticks: 9 },
        values: { birds: 'census.3.birds' },
      },
    },
    { allowsCommands: false },
  )
  if (plan.objective.kind !== 'automaton') throw new Error('it is')
  const soup = { version: 1, name: 'soup', rule: '4555', world: { size: [9, 9, 9] } }
  const document = { ...soup, initial: [{ soup: { density: 9 } }] }
  const readFile = () => Promise.reject(new Error('it names no file'))
  await expect(openAutomaton(plan, plan.objective, document, readFile)).rejects.toThrow(
    StudyInvalidError,
  )
})
