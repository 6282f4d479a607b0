/**
 * Every scenario in a real page, behind a real worker, gives the hashes that Node agreed on: with
 * the threads of an isolated page and with the one of a page that is not.
 */
import { describe, expect, test } from 'vitest'
import {
  isIsolated,
  startWorker,
  startWorkerWithoutIsolation,
  testScenariosInPage,
} from '../testing/scenarios-in-page.ts'

describe('in an isolated page', () => {
  test('a worker shares memory, and there are at least two threads', async () => {
    expect(await isIsolated(startWorker)).toBe(true)
    expect(navigator.hardwareConcurrency).toBeGreaterThanOrEqual(2)
  })
  testScenariosInPage('auto', 'auto', startWorker, 53)
  testScenariosInPage('wasm with threads', 'wasm', startWorker, 47)
  testScenariosInPage('sparse', 'sparse', startWorker, 6)
  testScenariosInPage('hashlife', 'hashlife', startWorker, 3)
})

describe('in a page that is not isolated', () => {
  test('a worker has no memory to share', async () => {
    expect(await isIsolated(startWorkerWithoutIsolation)).toBe(false)
  })
  testScenariosInPage('auto on one thread', 'auto', startWorkerWithoutIsolation, 53)
  testScenariosInPage('wasm on one thread', 'wasm', startWorkerWithoutIsolation, 47)
})
