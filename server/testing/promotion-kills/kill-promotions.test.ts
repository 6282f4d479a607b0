/** A small sample of the campaign `promotion-kills`. */
import { expect, onTestFinished, test } from 'vitest'
import { createRunFolder } from '../run-place.ts'
import { foldPromotions, judgePromotions } from './judge-promotions.ts'
import { killPromotions } from './kill-promotions.ts'

test('a server that is killed while it decides loses no decision that it has told, and has one champion', async () => {
  const place = await createRunFolder()
  onTestFinished(() => place.dispose())
  const report = await killPromotions({ place, processes: 1, kills: 1, seed: 5 })
  expect(report.problems).toEqual([])
  expect(report.kills).toBe(1)
  expect(report.acknowledged).toBeGreaterThan(0)
}, 60_000)

const decided = (id: string, sequence: number, champion_id?: string) => ({
  type: 'ml.promotion.decided',
  data: { promotion_id: id, sequence, verdict: 'promoted', champion_id },
})
const entries = [decided('a', 1), decided('b', 1), decided('c', 2, 'a')]

test('of two who take the same turn the first counts', () => {
  expect(foldPromotions(entries)).toEqual({
    counted: [
      { id: 'a', state: 'active', sequence: 1 },
      { id: 'c', state: 'active', sequence: 2 },
    ],
    standing: { sequence: 2, champions: ['c'] },
  })
})

test('a decision that was told and is gone, two champions and other tables are told of', () => {
  const standing = { sequence: 2, champions: ['c'] }
  const judge = (more: object) =>
    judgePromotions({ entries, acknowledged: [], standing, seen: [], ...more })
  expect(judge({})).toEqual([])
  const lost = [{ id: 'b', state: 'active', sequence: 1 }]
  expect(judge({ acknowledged: lost })).toEqual([expect.stringContaining('lost')])
  expect(judge({ standing: { sequence: 2, champions: ['a'] } })).toEqual([
    expect.stringContaining('altered'),
  ])
  const two = { sequence: 2, champions: ['a', 'c'], told: 2 }
  expect(judge({ seen: [two] })).toEqual([expect.stringContaining('two champions')])
  expect(judge({ seen: [{ ...standing, sequence: 1, told: 2 }] })).toEqual([
    expect.stringContaining('lost'),
  ])
})
