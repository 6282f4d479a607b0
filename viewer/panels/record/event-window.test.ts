import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LiveEvent } from '../../../engine/protocol/live-api.ts'
import { buildEventFilter, joinEvents, MAX_KEPT, traceCauses, traceOf } from './event-window.ts'

const event = (seq: number, more: Partial<LiveEvent> = {}): LiveEvent => ({
  ...{ seq, id: `id-${seq}`, type: 'ca.run.created', source: 'urn:test', data: {} },
  ...more,
})

const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, number) => event(from + number))

const seqsOf = (events: readonly LiveEvent[]) => events.map(({ seq }) => seq)

test('what comes from either end, in whatever order and how often, is there once and in order', () => {
  const anyStretch = fc.tuple(fc.nat(40), fc.nat(12), fc.boolean())
  fc.assert(
    fc.property(fc.array(anyStretch, { maxLength: 12 }), (stretches) => {
      // As from a server: each stretch reaches to one end of what is kept, or past it.
      let [kept, low, high]: [readonly LiveEvent[], number, number] = [[], 50, 50]
      for (const [overlap, count, isNewer] of stretches) {
        const [from, to] = isNewer ? [high - overlap, high + count] : [low - count, low + overlap]
        kept = joinEvents(kept, range(Math.max(low - count, from), Math.min(to, high + count)))
        if (kept.length === 0) continue
        const seqs = seqsOf(kept)
        expect(seqs).toEqual([...new Set(seqs)].toSorted((one, other) => other - one))
        high = Math.max(high, seqs[0]! + 1)
        low = Math.min(low, seqs.at(-1)!)
      }
    }),
  )
})

test('of more than can be kept the oldest go, but what was asked for of the past stays', () => {
  const full = joinEvents([], range(1000, 1000 + MAX_KEPT))
  const newer = joinEvents(full, range(1000 + MAX_KEPT, 1010 + MAX_KEPT))
  expect(newer).toHaveLength(MAX_KEPT)
  expect(newer[0]?.seq).toBe(1009 + MAX_KEPT)
  expect(joinEvents(newer, range(900, 1010)).at(-1)?.seq).toBe(900)
  expect(joinEvents(full, range(1000, 1100))).toBe(full)
})

test('an event is found by any word that it is known by, its type and its time', () => {
  const time = '2026-11-28T12:00:00.000Z'
  const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
  const one = event(1, {
    ...{ subject: 'Run-7', correlation_id: 'ui.command.runs.create:4bf9', causation_id: 'why.3' },
    ...{ topic: 'ca.ca.run.created.anna', time, traceparent, data: { scenario_sha256: 'fe01' } },
  })
  const finds = (text: string) => buildEventFilter({ type: '', text, sinceMs: undefined })(one)
  for (const text of ['', ' run-7 ', '4BF9', 'why.3', 'anna', 'abab', 'fe01', 'id-1']) {
    expect(finds(text), text).toBe(true)
  }
  expect(finds('elsewhere')).toBe(false)
  const at = (sinceMs: number) => buildEventFilter({ type: '', text: '', sinceMs })
  expect(at(Date.parse(time))(one)).toBe(true)
  expect(at(Date.parse(time) + 1)(one)).toBe(false)
  expect(at(0)(event(2))).toBe(false)
  const ofType = buildEventFilter({ type: 'ca.run.failed', text: '', sinceMs: undefined })
  expect(ofType(one)).toBe(false)
  expect(traceOf(one)).toBe('ab'.repeat(16))
  expect(traceOf({ traceparent: 'none' })).toBeUndefined()
})

test('causes are followed as far as they are known, and never in a circle', () => {
  const chain = [event(1), event(2, { causation_id: 'id-1' }), event(3, { causation_id: 'id-2' })]
  const known = new Map(chain.map((each) => [each.id, each]))
  expect(seqsOf(traceCauses(chain[2]!, known).causes)).toEqual([2, 1])
  const lost = event(4, { causation_id: 'verdict.5' })
  expect(traceCauses(lost, known)).toEqual({ causes: [], missing: 'verdict.5' })
  const [a, b] = [event(8, { causation_id: 'id-9' }), event(9, { causation_id: 'id-8' })]
  const circle = new Map([a, b].map((each) => [each.id, each]))
  expect(seqsOf(traceCauses(a, circle).causes)).toEqual([9])
})
