import { expect, test } from 'vitest'
import { runCliHere } from '../testing/run-cli.ts'

/** Threads start, and slow machines are not to decide. */
const TIMEOUT_MS = 120_000

test('thunderline census prints a table of what is left, and the same as a document', async () => {
  const words = ['census', 'B3/S23', '--soups', '4', '--seed', '1']
  const { exitCode, out } = await runCliHere(...words)
  expect(exitCode).toBe(0)
  expect(out).toMatch(/4 of 4 soups settled/)
  expect(out).toMatch(/xs4_33\s+block/)
  const document = JSON.parse((await runCliHere(...words, '--json')).out)
  expect(document).toMatchObject({
    rule: 'B3/S23',
    topology: 'endless',
    seed: '1',
    soups: 4,
    settled: 4,
  })
  expect(document.census[0]).toMatchObject({
    period: 1,
    displacement: [0, 0, 0],
    soups: expect.any(Number),
  })
  const sum = document.census.reduce(
    (total: number, { count }: { count: number }) => total + count,
    0,
  )
  expect(sum).toBe(document.objects)
})

test('thunderline census takes the world of a file', async () => {
  const path = new URL('../../scenarios/bays-4555-glider.yaml', import.meta.url).pathname
  const { out } = await runCliHere('census', path, '--soups', '1', '--json')
  expect(JSON.parse(out).census).toMatchObject([{ kind: 'ship', period: 4, cells: 10, count: 1 }])
})

test.each([
  ['B0/S23', [], /stay empty/],
  ['B3/S23', ['--soups', '0'], /--soups/],
  ['B3/S23', ['--topology', 'klein'], /endless, torus or box/],
  ['no such rule', [], /rule/i],
  ['missing.rle', [], /missing\.rle/],
])('thunderline census %s %s is bad input', async (subject, options, message) => {
  const { exitCode, err } = await runCliHere('census', subject, ...options)
  expect(exitCode).toBe(2)
  expect(err).toMatch(message)
})

test(
  'a census is the same whatever the number of threads',
  async () => {
    const words = ['census', 'B3/S23', '--soups', '20', '--seed', '3', '--json']
    const alone = await runCliHere(...words, '--threads', '0')
    expect((await runCliHere(...words, '--threads', '3')).out).toBe(alone.out)
  },
  TIMEOUT_MS,
)
