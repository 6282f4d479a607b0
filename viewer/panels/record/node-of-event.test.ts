import { expect, test } from 'vitest'
import { kindOfNode } from '../../../engine/lineage/node-id.ts'
import { nodeOfEvent } from './node-of-event.ts'

const HASH = 'ab'.repeat(32)

test.each([
  ['ca.run.created', { run_id: 'r 1' }, 'run:r 1'],
  ['ml.run.completed', { run_id: 'a%b' }, 'run:a%25b'],
  ['ml.study.paused', { study_id: 's' }, 'study:s'],
  ['ml.trial.failed', { trial_id: 't' }, 'trial:t'],
  ['artifact.stored', { sha256: HASH }, `artifact:${HASH}`],
  ['artifact.deployed', { sha256: HASH, deployment_id: 'd' }, 'deployment:d'],
  ['ml.promotion.decided', { promotion_id: 'p', slot: 's' }, 'promotion:p'],
  ['ml.promotion.decided', { promotion_id: HASH }, `promotion:id=${HASH}`],
  ['dataset.registered', { sha256: HASH, dataset_id: 'x' }, `dataset:${HASH}`],
])('an event %s of %j is of the node %s', (type, data, node) => {
  expect(nodeOfEvent({ type, data })).toBe(node)
  expect(kindOfNode(node)).toBeDefined()
})

test('where the event hides what it is of, or lineage knows no such thing, there is no node', () => {
  expect(nodeOfEvent({ type: 'ca.run.created', data: null })).toBeUndefined()
  expect(nodeOfEvent({ type: 'ca.run.created', data: {} })).toBeUndefined()
  expect(nodeOfEvent({ type: 'artifact.stored', data: { sha256: 'masked' } })).toBeUndefined()
  expect(nodeOfEvent({ type: 'system.ledger.audit.completed', data: {} })).toBeUndefined()
})
