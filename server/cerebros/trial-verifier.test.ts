/** Whoever has something made again waits for it in turn, has one place, and lets go of it by leaving. */
import { afterEach, expect, test } from 'vitest'
import type { Promotion } from '../../engine/resources/promotion.ts'
import { PromotionEvaluator } from './promotion-evaluator.ts'
import { TrialVerifier, type TrialVerifierOptions } from './trial-verifier.ts'

/** What is asked for here needs no study, no record and no files. */
const NOTHING = {} as Pick<TrialVerifierOptions, 'source' | 'record' | 'artifacts'>

const open = (isMaking = true) =>
  new TrialVerifier({ ...NOTHING, isMaking, name: 'verifier', now: () => 0 })

let verifier = open()
afterEach(async () => {
  await verifier.close()
  verifier = open()
})

const until = (signal: AbortSignal) =>
  new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('ended')))

test('a caller has one place, and four callers have all there are', async () => {
  const done = Promise.withResolvers<string>()
  const ask = (id: string) => verifier.inTurn({ id }, () => done.promise)
  const asked = ['a', 'b', 'c', 'd'].map(ask)
  await expect(ask('a')).rejects.toMatchObject({ code: 'cerebros/verifier-taken', status: 429 })
  await expect(ask('e')).rejects.toMatchObject({ code: 'cerebros/verifier-busy', status: 503 })
  done.resolve('done')
  expect(await Promise.all(asked)).toEqual(['done', 'done', 'done', 'done'])
  expect(await ask('a')).toBe('done')
})

test('who goes lets go of the place at once, and what is done for them is broken off', async () => {
  const [first, second] = [new AbortController(), new AbortController()]
  const ended = Promise.withResolvers<string>()
  const isGone = { code: 'cerebros/caller-gone' }
  const running = verifier.inTurn({ id: 'a', signal: first.signal }, async (signal) => {
    ended.resolve(await until(signal))
    return 'too late'
  })
  let begun = 0
  const count = async () => ++begun
  const waiting = verifier.inTurn({ id: 'b', signal: second.signal }, count)
  second.abort()
  await expect(waiting).rejects.toMatchObject(isGone)
  // Their place is free while the first goes on.
  const next = verifier.inTurn({ id: 'b' }, count)
  first.abort()
  await expect(running).rejects.toMatchObject(isGone)
  expect(await ended.promise).toBe('ended')
  expect(await next).toBe(1)
})

test('a server that makes no trials makes none again', async () => {
  const work = async () => 'done'
  await expect(open(false).inTurn({ id: 'a' }, work)).rejects.toMatchObject({
    ...{ code: 'cerebros/verifier-idle', status: 503 },
  })
})

test('an evaluation that has no more time is refused by name', async () => {
  const evaluator = new PromotionEvaluator({
    ...({} as ConstructorParameters<typeof PromotionEvaluator>[0]),
    inTurn: (caller, work) => verifier.inTurn(caller, work),
  })
  const promotion: Promotion = {
    ...{ promotion_id: 'p', slot: 's', state: 'shadow', evidence: [], proposed_by: 'a' },
    ...{ candidate: { kind: 'rule', sha256: '0'.repeat(64), rule: 'B3/S23' }, reason: 'none' },
    ...{ created_at_ms: 0, changed_at_ms: 0 },
  }
  await verifier.close()
  const asked = { promotion, champion: undefined, sequence: 1 }
  await expect(evaluator.evaluate(asked, { id: 'a' })).rejects.toMatchObject({
    ...{ code: 'cerebros/evaluation-failed', status: 503 },
    message: 'The challenger p was not evaluated: there was no time for it.',
  })
})
