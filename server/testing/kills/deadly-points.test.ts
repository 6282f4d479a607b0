import { expect, test } from 'vitest'
import { takeShare } from '../../../engine/testing/tries.ts'
import { listDeadlyPoints, tryDeadlyPoints } from './deadly-points.ts'

test('a ledger that is killed before a call of its disk, or amid a write, goes on', async () => {
  // After a call the disk is as before the next one, when more may be acknowledged.
  const points = (await listDeadlyPoints('short')).filter(({ moment }) => moment !== 'after')
  expect(points.filter(({ moment }) => moment === 'amid').length).toBeGreaterThan(10)
  const waiting = [...takeShare(points)]
  const tryNext = async (): Promise<void> => {
    for (let point = waiting.pop(); point !== undefined; point = waiting.pop()) {
      expect({ point, problems: await tryDeadlyPoints('short', [point]) }).toEqual({
        point,
        problems: [],
      })
    }
  }
  await Promise.all([tryNext(), tryNext(), tryNext(), tryNext()])
})

test('that a ledger acknowledges what is not even written is found at one of these points', async () => {
  const points = await listDeadlyPoints('short')
  const writes = points.filter(({ kind, moment }) => kind === 'write' && moment === 'before')
  const found: string[] = []
  for (const point of writes) {
    if (found.length === 0) found.push(...(await tryDeadlyPoints('short', [point], true)))
  }
  expect(found.join()).toMatch(/was told to be new twice|was acknowledged as entry/)
})
