import { expect, test } from 'vitest'
import { checkStart } from './check-start.ts'

const GOOD = { ticks: '12', pace: '', seed: '', threads: '1' }

test('what is left empty is left to the scenario and the server', () => {
  expect(checkStart(GOOD)).toEqual({
    problems: {},
    wishes: { ticks: 12, ticksPerSecond: undefined, threads: 1 },
  })
})

test('what is typed is sent', () => {
  expect(checkStart({ ticks: '0', pace: '2.5', seed: '007', threads: '64' }).wishes).toEqual({
    ...{ ticks: 0, ticksPerSecond: 2.5, seed: '7', threads: 64 },
  })
})

test.each([
  ['ticks', ['', '-1', '1.5', 'x', '99999999999999999']],
  ['pace', ['0', '-1', 'x', '1000001', 'NaN', 'Infinity']],
  ['seed', ['-1', '1.5', 'x', '18446744073709551616']],
  ['threads', ['', '0', '65', '1.5']],
] as const)('%s that cannot be are named, and nothing is sent', (field, bad) => {
  for (const text of bad) {
    const { problems, wishes } = checkStart({ ...GOOD, [field]: text })
    expect(Object.keys(problems)).toEqual([field])
    expect(wishes).toBeUndefined()
  }
})
