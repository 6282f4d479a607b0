import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { tries } from '../../engine/testing/tries.ts'
import { createEmbeddedFolder } from '../testing/embedded-folder.ts'
import { completedTrial, storeTrials } from '../testing/stored-trials.ts'
import { openDatabase } from './open-database.ts'
import { selectMakingMs } from './trial-tables.ts'

/** Second by second: whether a trial was made, or a short pause has one before it and one behind it. */
function countSeconds(trials: readonly (readonly [since: number, seconds: number])[]): number {
  const isMade = (at: number) =>
    trials.some(([since, seconds]) => since <= at && at < since + seconds)
  const made = Array.from({ length: 200 }, (_, at) => isMade(at))
  let count = 0
  let last: number | undefined
  for (const [at, is] of made.entries()) {
    if (!is) continue
    const pause = last === undefined ? 0 : at - last - 1
    count += 1 + (pause <= 15 ? pause : 0)
    last = at
  }
  return count
}

test('the time in which trials were made has each moment once, and short pauses between them', async () => {
  const { folder, dispose } = await createEmbeddedFolder()
  const database = await openDatabase({ kind: 'embedded', folder })
  onTestFinished(async () => {
    await database.close()
    dispose()
  })
  let studies = 0
  const anyTrials = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 1, max: 40 })),
    { maxLength: 8 },
  )
  await fc.assert(
    fc.asyncProperty(anyTrials, async (trials) => {
      const studyId = `study-${studies++}`
      const rows = trials.map(([since, seconds], number) => {
        const times = { duration_ms: 1000 * seconds, ended_at_ms: 1000 * (since + seconds) }
        return completedTrial(studyId, number, times)
      })
      // One that nobody has made is of no time here, and neither is one that claims how long it took elsewhere.
      rows.push(completedTrial(studyId, 8, { ended_at_ms: 10_000_000 }))
      const claimed = { imported: true, duration_ms: 30_000, ended_at_ms: 40_000 }
      rows.push(completedTrial(studyId, 9, claimed))
      await storeTrials(database, rows)
      expect(await selectMakingMs(database, studyId)).toBe(1000 * countSeconds(trials))
    }),
    { numRuns: tries(10) },
  )
})
