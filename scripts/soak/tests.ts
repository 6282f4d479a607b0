/**
 * The random tests in Node of which `npm test` tries a share, on all of their inputs, time and
 * again with other seeds. What is counted are tests, by file, and not their inputs.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createVitest, type TestCase } from 'vitest/node'
import type { Campaign } from '../campaign.ts'
import { ROOT } from '../project.ts'

/** A test that is slow on few inputs may take its time on many. */
const TIMEOUT_MS = 600_000

/** The files whose tests ask how much there is to try. */
function findFiles(): string[] {
  return globSync('{engine,scenarios}/**/*.test.ts', { cwd: ROOT })
    .map((file) => join(ROOT, file))
    .filter((file) => readFileSync(file, 'utf8').includes('/tries.ts'))
}

export const campaign: Campaign = {
  about: 'The random tests of which `npm test` tries a share, on all of their inputs.',
  async run({ seed, minutes, signal, report }) {
    const cases: Record<string, number> = {}
    const failures: string[] = []
    const endsAtMs = performance.now() + minutes * 60_000
    let total = 0
    process.env.THUNDERLINE_TRIES_SHARE = '1'
    for (let batch = 0; failures.length === 0; batch++) {
      const leftMs = endsAtMs - performance.now()
      if (leftMs <= 0 || signal.aborted) break
      process.env.THUNDERLINE_TRIES_SEED = String((seed * 1_000_003 + batch) | 0)
      for (const test of await runTests(
        AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(leftMs))]),
      )) {
        const { state, errors } = test.result()
        const file = test.module.relativeModuleId
        if (state === 'failed') {
          failures.push(`${file} > ${test.fullName}: ${errors?.[0]?.stack ?? ''}`)
        }
        if (state !== 'passed') continue
        cases[file] = (cases[file] ?? 0) + 1
        total++
      }
      report(total)
    }
    return { cases, failures }
  },
}

async function runTests(signal: AbortSignal): Promise<TestCase[]> {
  const vitest = await createVitest({
    watch: false,
    project: 'node',
    reporters: [{}],
    testTimeout: TIMEOUT_MS,
  })
  const cancel = () => void vitest.cancelCurrentRun('keyboard-input')
  signal.addEventListener('abort', cancel)
  try {
    await vitest.start(findFiles())
    return vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()])
  } finally {
    signal.removeEventListener('abort', cancel)
    await vitest.close()
  }
}
