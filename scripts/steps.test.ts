import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runSteps } from './steps.ts'

let lines: string[] = []

beforeEach(() => {
  lines = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
})
afterEach(() => vi.restoreAllMocks())

const later = (ms: number, status = 0, output = '') =>
  new Promise<{ status: number; output: string }>((resolve) =>
    setTimeout(() => resolve({ status, output }), ms),
  )

test('results keep the order of the steps, lines that of their ends', async () => {
  const results = await runSteps(
    [
      ['slow', () => later(60)],
      ['quick', () => later(1)],
      ['last', () => later(1)],
    ],
    2,
  )
  expect(results.map(({ name }) => name)).toEqual(['slow', 'quick', 'last'])
  expect(lines.map((line) => line.split(' ')[1])).toEqual(['quick', 'last', 'slow'])
})

test('no more are under way than the width allows, and none is left out', async () => {
  let running = 0
  let most = 0
  let ended = 0
  const step = async () => {
    most = Math.max(most, ++running)
    await later(1)
    running--
    ended++
    return { status: 0, output: '' }
  }
  await runSteps(
    Array.from({ length: 7 }, (_, index) => [`step ${index}`, step] as const),
    3,
  )
  expect({ most, ended }).toEqual({ most: 3, ended: 7 })
})

test('a status above 0 and an error both fail, and show what was said', async () => {
  const results = await runSteps(
    [
      ['bad', () => later(0, 2, 'two lines\nof it\n')],
      ['worse', () => Promise.reject(new Error('broken'))],
      ['good', () => later(0, 0, 'never shown')],
    ],
    1,
  )
  expect(results.map(({ passed }) => passed)).toEqual([false, false, true])
  expect(lines).toContain('    two lines\n    of it')
  expect(lines.join('\n')).toContain('Error: broken')
  expect(lines.join('\n')).not.toContain('never shown')
})
