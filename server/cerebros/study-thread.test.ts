/** The thread that thinks of studies: while it does, nobody else waits, and what it keeps decides nothing. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { compileStudy } from '../../engine/studies/compile-study.ts'
import { tellParams } from '../../engine/studies/recorded-study.ts'
import { beginStudy } from '../../engine/studies/replay-record.ts'
import { writeStudyBundle } from '../../engine/studies/study-bundle.ts'
import { AUTOMATON_STUDY } from '../../engine/testing/study-documents.ts'
import type { Database } from '../storage/database.ts'
import { openDatabase } from '../storage/open-database.ts'
import type { StoredStudy } from '../storage/study-tables.ts'
import { createEmbeddedFolder, type EmbeddedFolder } from '../testing/embedded-folder.ts'
import { completedTrial, storeTrials } from '../testing/stored-trials.ts'
import { StudyThread } from './study-thread.ts'

const TRIALS = 300
const DOCUMENT = {
  ...{ ...AUTOMATON_STUDY, budget: { trials: 1000 } },
  sampler: { name: 'motpe' },
}
const STUDY = {
  ...{ study_id: 'study', document_sha256: 'tests', proposed: TRIALS, completed: TRIALS },
  ...{ pruned: 0, failed: 0 },
} as StoredStudy

let embedded: EmbeddedFolder
let database: Database
/** The same study, told of here. */
const here = beginStudy(compileStudy(DOCUMENT, { allowsCommands: false }))

beforeAll(async () => {
  embedded = await createEmbeddedFolder()
  database = await openDatabase({ kind: 'embedded', folder: embedded.folder })
  const rows = Array.from({ length: TRIALS }, (_, i) => {
    const { number, params } = here.ask()
    const values = [(i * 37) % 101, (i * 53) % 89]
    here.tell(number, { values, measured: { disorder: 0.1 } })
    const measured = [{ name: 'disorder', value: 0.1 }]
    return completedTrial('study', number, { parameters: tellParams(params), values, measured })
  })
  await storeTrials(database, rows)
})
afterAll(async () => {
  await database.close()
  embedded.dispose()
})

function open(idleMs?: number) {
  let opened = 0
  const documents = {
    readText: async () => {
      opened++
      return writeStudyBundle(JSON.stringify(DOCUMENT), undefined)
    },
  }
  const thread = new StudyThread({
    ...{ queries: database, documents, ...(idleMs !== undefined && { idleMs }) },
  })
  onTestFinished(() => thread.close())
  return { thread, opened: () => opened }
}

test('proposes what is proposed here, and others have their turns meanwhile', async () => {
  const { thread } = open()
  const expected = Array.from({ length: 3 }, () => here.ask())
  const proposals = []
  let turns = 0
  for (let i = 0; i < 3; i++) {
    const asked = thread.propose({ ...STUDY, proposed: TRIALS + i }, 'key')
    // All that it needs was read for the first.
    let isAnswered = false
    const turn = () => {
      if (isAnswered) return
      if (i > 0) turns++
      setImmediate(turn)
    }
    turn()
    const next = await asked
    isAnswered = true
    proposals.push(next?.proposal)
    expect(next?.ends).toBe(TRIALS)
  }
  expect(proposals).toEqual(expected)
  expect(turns).toBeGreaterThan(20)
  // What did not come on record is proposed again, under the same key and under another.
  for (const key of ['key', 'other']) {
    expect((await thread.propose(STUDY, key))?.proposal).toEqual(expected[0])
  }
})

test('ends when nobody asks, and begins again with the next question', async () => {
  const { thread, opened } = open(10)
  const best = here.bestTrials().map(({ number }) => number)
  expect(await thread.findBest(STUDY, 'key')).toEqual(best)
  await expect
    .poll(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(await thread.findBest(STUDY, 'key')).toEqual(best)
      return opened()
    })
    .toBeGreaterThan(1)
})

test('tells why it has no answer, and goes on to the next question', async () => {
  const { thread, opened } = open()
  const more = { ...STUDY, completed: TRIALS + 1 }
  await expect(thread.sumUp(more)).rejects.toMatchObject({ details: { code: 'study/record' } })
  const { gains, ends } = await thread.sumUp(STUDY)
  expect(gains.front.map(({ number }) => number)).toEqual(
    here.bestTrials().map((each) => each.number),
  )
  expect([ends, opened()]).toEqual([TRIALS, 2])
  const gone = new StudyThread({
    queries: database,
    documents: { readText: () => Promise.reject(new Error('the disk is away')) },
  })
  onTestFinished(() => gone.close())
  await expect(gone.sumUp(STUDY)).rejects.toThrow('the disk is away')
  // Not for ever, however many ask.
  const asked = Array.from({ length: 200 }, () => gone.sumUp(STUDY))
  const answers = await Promise.allSettled(asked)
  const refused = answers.filter(
    (each) => each.status === 'rejected' && each.reason.code === 'cerebros/busy',
  )
  expect(refused).toHaveLength(72)
})
