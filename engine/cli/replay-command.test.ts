import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lifeText } from '../testing/recorded-runs.ts'
import { runCliHere } from '../testing/run-cli.ts'

const MAIN = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url))

let folder: string
let scenario: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thunderline-replay-'))
  scenario = join(folder, 'life.json')
  await writeFile(scenario, lifeText(5, [256, 256]))
})
afterAll(() => rm(folder, { recursive: true }))

const at = (name: string) => join(folder, name)

async function json(...words: string[]) {
  const { exitCode, out, err } = await runCliHere(...words, '--json')
  return { exitCode, err, document: JSON.parse(out) }
}

/** Kills a run at a moment, once its checkpoint is there. */
async function runAndEnd(signal: NodeJS.Signals, afterMs: number, words: readonly string[]) {
  const child = spawn(process.execPath, ['--no-warnings', MAIN, 'run', ...words], {
    stdio: 'ignore',
  })
  const closed = once(child, 'close')
  const checkpoint = words[words.indexOf('--checkpoint') + 1]!
  while ((await stat(checkpoint).catch(() => undefined)) === undefined) await wait(5)
  await wait(afterMs)
  child.kill(signal)
  return closed
}

test('a recorded run is verified, sought in and exported', async () => {
  const file = at('a.replay')
  const recorded = await json('run', scenario, '--ticks', '900', '--record', file, '--rhythm', '50')
  expect(recorded.exitCode).toBe(0)
  const verified = await json('replay', file, '--verify', '--backend', 'cpu')
  expect(verified).toMatchObject({
    exitCode: 0,
    document: { ticks: 900, keyframes: 1, isComplete: true, verdict: { marks: 19, ticks: 900 } },
  })
  const sought = await json('replay', file, '--seek', '777', '--export', at('b.rle'))
  const run = await json('run', scenario, '--ticks', '777', '--export', at('c.rle'))
  expect(sought.document.state.stateHash).toBe(run.document.probes.at(-1).stateHash)
  expect(await readFile(at('b.rle'))).toEqual(await readFile(at('c.rle')))
  await writeFile(file, (await readFile(file, 'utf8')).replace('"tick":450', '"tick":451'))
  expect(await json('replay', file)).toMatchObject({
    exitCode: 2,
    document: { error: { code: 'replay/altered' } },
  })
})

test('a run that is killed at any moment goes on, and so does its recording', async () => {
  const whole = await json('run', scenario, '--ticks', '20000', '--record', at('whole.replay'))
  for (const [i, afterMs] of [0, 37, 111].entries()) {
    const [state, file] = [at(`k${i}.thunder`), at(`k${i}.replay`)]
    const words = [
      scenario,
      '--ticks',
      '1e9',
      '--rhythm',
      '400',
      '--checkpoint',
      state,
      '--every',
      '300',
    ]
    await runAndEnd('SIGKILL', afterMs, [...words, '--record', file])
    const resumed = await json(
      'run',
      scenario,
      '--ticks',
      '20000',
      '--rhythm',
      '400',
      '--resume',
      state,
      '--record',
      file,
    )
    const last = resumed.document.probes?.at(-1)
    // Where the kill came late, the state lies beyond the run's end.
    if (resumed.exitCode === 2) continue
    expect(last.stateHash).toBe(whole.document.probes.at(-1).stateHash)
    expect(await json('replay', file, '--verify')).toMatchObject({ exitCode: 0 })
  }
}, 60_000)

test('a run that is told to end saves its state first', async () => {
  const state = at('end.thunder')
  const words = [scenario, '--ticks', '1e9', '--checkpoint', state, '--every', '100']
  expect(await runAndEnd('SIGTERM', 20, words)).toEqual([2, null])
  expect((await stat(state)).size).toBeGreaterThan(0)
})
