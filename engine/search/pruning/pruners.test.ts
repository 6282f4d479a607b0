import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderByCover } from '../fronts/order-by-cover.ts'
import { createStudy } from '../study.ts'
import { createHalvingPruner } from './halving-pruner.ts'
import { createMedianPruner } from './median-pruner.ts'
import type { Curve } from './pruner.ts'

const curveOf = (...values: readonly (readonly number[])[]): Curve =>
  values.map((each, i) => ({ step: i + 1, values: each }))

const anyValue = fc.integer({ min: 0, max: 20 })
const anyCurve = fc
  .array(fc.tuple(anyValue), { minLength: 1, maxLength: 5 })
  .map((values) => curveOf(...values))

test('of one objective, the median pruner ends what is above the median of those that came as far', () => {
  const pruner = createMedianPruner({ peers: 2, warmup: 1, share: 0.5 })
  fc.assert(
    fc.property(anyCurve, fc.array(anyCurve, { maxLength: 9 }), (curve, peers) => {
      const step = curve.length
      const there = peers
        .filter((peer) => peer.length >= step)
        .map((peer) => peer[step - 1]!.values[0]!)
      const below = there.filter((value) => value < curve[step - 1]!.values[0]!).length
      const expected = step > 1 && there.length >= 2 && below > there.length / 2
      expect(pruner.shouldPrune({ curve, peers })).toBe(expected)
    }),
  )
})

test('of one objective, halving keeps at a rung the best part of those that came there', () => {
  const pruner = createHalvingPruner({ first: 2, factor: 3 })
  fc.assert(
    fc.property(anyCurve, fc.array(anyCurve, { maxLength: 12 }), (curve, peers) => {
      const isRung = curve.length === 2
      const there = peers.filter((peer) => peer.length >= 2).map((peer) => peer[1]!.values[0]!)
      const count = there.length + 1
      const better = there.filter((value) => value < (curve[1]?.values[0] ?? 0)).length
      const isPruned = pruner.shouldPrune({ curve, peers })
      if (!isRung || count < 3) expect(isPruned).toBe(false)
      else if (better >= Math.floor(count / 3)) expect(isPruned).toBe(true)
      // Equal values have an order among them, so that not all of them stay.
      else if (!there.includes(curve[1]!.values[0]!)) expect(isPruned).toBe(false)
    }),
  )
})

test('of several objectives nothing is pruned that no other is better than, however bad it is in one', () => {
  const peers = Array.from({ length: 8 }, (_, i) => curveOf([10 + i, 20 - i], [10 + i, 20 - i]))
  const curve = curveOf([100, 0], [100, 0])
  const median = createMedianPruner({ peers: 1, warmup: 0, share: 0.5 })
  expect(median.shouldPrune({ curve, peers })).toBe(false)
  expect(median.shouldPrune({ curve: curveOf([30, 30]), peers })).toBe(true)
  const halving = createHalvingPruner({ first: 1, factor: 3 })
  // The front is kept in part: its ends first.
  expect(halving.shouldPrune({ curve: curveOf([0, 100]), peers })).toBe(false)
  expect(halving.shouldPrune({ curve: curveOf([30, 30]), peers })).toBe(true)
})

test('points in the order of cover begin at an end, and each next one is the farthest from those before it', () => {
  expect(orderByCover([])).toEqual([])
  const line = [3, 1, 4, 0, 2].map((x) => [x, 4 - x])
  expect(orderByCover(line)).toEqual([3, 2, 4, 0, 1])
  // Objectives count the same, whatever their units.
  expect(orderByCover(line.map(([x, y]) => [x! * 1e9, y! / 1e9]))).toEqual([3, 2, 4, 0, 1])
})

test('a study prunes by trials that have ended, and what is pruned can be told', () => {
  const space = [{ name: 'x', type: 'float', low: 0, high: 1 }] as const
  const pruner = { name: 'median', peers: 2 } as const
  const study = createStudy({ space, directions: ['maximize'], sampler: 'random', seed: 1, pruner })
  for (const value of [5, 6, 7]) {
    const { number } = study.ask()
    study.report(number, 1, [value])
    study.tell(number, [value])
  }
  const { number } = study.ask()
  expect(study.shouldPrune(number)).toBe(false)
  study.report(number, 1, [6.5])
  expect(study.shouldPrune(number)).toBe(false)
  const bad = study.ask().number
  study.report(bad, 1, [4])
  expect(study.shouldPrune(bad)).toBe(true)
  study.tell(bad, { pruned: true })
  expect(study.trials[bad]).toMatchObject({ state: 'pruned', reports: [{ step: 1, values: [4] }] })
  expect(study.bestTrials().map((trial) => trial.values)).toEqual([[7]])
})
