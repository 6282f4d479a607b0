/** A server that is killed while studies go on: the next start goes on where the record ends. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { AUTOMATON_STUDY } from '../../engine/testing/study-documents.ts'
import { tries } from '../../engine/testing/tries.ts'
import { rebuildRecord } from '../app/rebuild-record.ts'
import { openServerRecord } from '../app/server-record.ts'
import { createRunFolder } from '../testing/run-place.ts'
import { callStudies, eventsOfStudy, plainTrials, searchHere } from '../testing/study-place.ts'

const TRIALS = 10
const DOCUMENT = { ...AUTOMATON_STUDY, workers: 2, repeat: 2, budget: { trials: TRIALS } }
const SERVER = fileURLToPath(new URL('../testing/study-process.ts', import.meta.url))

/** When servers are killed, by how many lines they have said: one a proposal or an end on record. */
const KILLS = fc.sample(fc.integer({ min: 1, max: 6 }), { numRuns: tries(4), seed: 58 })

/** Starts a server over a folder, and kills it when something of studies has come on record so many times. */
async function killAfter(dataFolder: string, times: number, document: string | undefined) {
  const server = spawn(process.execPath, [SERVER, dataFolder, document ?? ''], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = 0
  server.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString().split('\n').length - 1
    if (said >= times) server.kill('SIGKILL')
  })
  await once(server, 'exit')
  expect(said).toBeGreaterThanOrEqual(times)
}

test('a study goes on where the record ends, and so do the tables that are made of it anew', async () => {
  const place = await createRunFolder()
  onTestFinished(place.dispose)
  const { dataFolder } = place.config
  for (const [i, times] of KILLS.entries()) {
    await killAfter(dataFolder, times, i === 0 ? JSON.stringify(DOCUMENT) : undefined)
  }
  await rebuildRecord({ dataFolder, databaseUrl: undefined }, () => {})
  const lines: string[] = []
  const options = { threads: 0, isAuditing: false, pollMs: 50 }
  const config = { ...place.config, trialWorkers: 1 }
  const record = await openServerRecord(config, (line) => lines.push(line), options)
  try {
    const caller = callStudies(record)
    await caller.until('mine', ({ state }) => state === 'completed')
    const trials = await caller.trials('mine')
    expect(plainTrials(trials)).toEqual(await searchHere(DOCUMENT, ['--workers', '0']))
    const types = (await eventsOfStudy(record, 'mine')).map(({ type }) => type)
    expect(types.filter((type) => type === 'ml.trial.proposed')).toHaveLength(TRIALS)
    expect(types.filter((type) => type === 'ml.trial.completed')).toHaveLength(TRIALS)
    expect(lines).toEqual([])
  } finally {
    await record.close()
  }
})
