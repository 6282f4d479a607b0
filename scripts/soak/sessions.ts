/** Whole sessions in the built viewer, each in a Chromium of its own: tests that take minutes, time and again. */
import { createVitest } from 'vitest/node'
import type { Campaign } from '../campaign.ts'

export const campaign: Campaign = {
  about: 'Sessions in the built viewer, which `npm test` leaves out for their length.',
  async run({ minutes, signal, report }) {
    const cases: Record<string, number> = {}
    const failures: string[] = []
    const endsAtMs = performance.now() + minutes * 60_000
    let total = 0
    do {
      const vitest = await createVitest({ watch: false, project: 'session', reporters: [{}] })
      const cancel = () => void vitest.cancelCurrentRun('keyboard-input')
      signal.addEventListener('abort', cancel)
      try {
        await vitest.start()
        const modules = vitest.state.getTestModules()
        for (const test of modules.flatMap((module) => [...module.children.allTests()])) {
          const { state, errors } = test.result()
          const file = test.module.relativeModuleId
          if (state === 'failed') {
            failures.push(`${file} > ${test.fullName}: ${errors?.[0]?.stack ?? ''}`)
          }
          if (state !== 'passed') continue
          cases[file] = (cases[file] ?? 0) + 1
          total++
        }
      } finally {
        signal.removeEventListener('abort', cancel)
        await vitest.close()
      }
      report(total)
    } while (failures.length === 0 && performance.now() < endsAtMs && !signal.aborted)
    return { cases, failures }
  },
}
