import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { readRecord } from '../studies/study-record.ts'
import { runCliHere } from '../testing/run-cli.ts'

const folder = createTemporaryFolder()
afterAll(folder.dispose)
const at = (name: string) => join(folder.path, name)

const STUDY = {
  ...{ version: 1, name: 'Life from its film', budget: { trials: 2 }, sampler: 'random', seed: 2 },
  space: [{ name: 'mlp.width', type: 'int', low: 6, high: 12 }],
  objectives: [{ name: 'ruleError', direction: 'minimize' }],
  objective: {
    ...{ kind: 'training', epochs: 4 },
    task: { name: 'lattice', count: 200, size: { x: 12, y: 12 }, ticks: 3 },
  },
}
const study = folder.write('life.json', JSON.stringify(STUDY))
const record = at('life.trials.jsonl')

beforeAll(async () => {
  const words = ['search', study, '--workers', '0', '--models', at('models')]
  expect((await runCliHere(...words)).exitCode).toBe(0)
})

const evaluate = (...words: string[]) => runCliHere('model', 'evaluate', ...words)

test('a model that was kept is worth what the record tells of it, number for number', async () => {
  const { entries } = readRecord(await readFile(record))
  for (const entry of entries) {
    if (entry.kind !== 'tell' || !('values' in entry.result)) continue
    const path = at(`models/trial-${entry.trial}.model`)
    const { exitCode, out } = await evaluate(study, path, '--record', record, '--json')
    expect(exitCode).toBe(0)
    const { values, recorded, differing, rule, head } = JSON.parse(out)
    expect([recorded, differing]).toEqual([entry.result.measured, []])
    expect(recorded).toMatchObject(values)
    expect(values).toMatchObject({ accuracy: 1 - values.error, ridgeError: expect.any(Number) })
    expect(head).toMatchObject({ name: 'mlp', width: expect.any(Number) })
    expect(rule).toMatch(/^(B\d*\/S\d*|MAP)/)
  }
})

test('a model that is another is told of by each number that differs, and ends in 1', async () => {
  const path = at('models/trial-0.model')
  const { exitCode, out } = await evaluate(study, path, '--record', record, '--trial', '1')
  expect(exitCode).toBe(1)
  expect(out).toMatch(/\nparameters +\d+, and was told as \d+\n/)
  expect(out).toMatch(/\n\d+ of \d+ are other than .*life\.trials\.jsonl has them\n$/)
  expect((await evaluate(study, path)).exitCode).toBe(0)
})

test('what cannot be compared is refused, and said why', async () => {
  const path = at('models/trial-0.model')
  await copyFile(path, at('mine.bin'))
  await writeFile(at('torn.model'), (await readFile(path)).subarray(0, 300))
  const [longer, other] = ['longer', 'other'].map((name) => at(`${name}.json`))
  const tasks = { longer: { ...STUDY.objective.task, neighborhood: 'von-neumann-2d' }, other: {} }
  for (const [name, task] of Object.entries(tasks)) {
    const objective = { ...STUDY.objective, task: { ...STUDY.objective.task, ...task } }
    folder.write(`${name}.json`, JSON.stringify({ ...STUDY, objective, seed: 3 }))
  }
  const cases: [string[], RegExp][] = [
    [[study, at('mine.bin'), '--record', record], /of which trial mine\.bin is, --trial says/],
    [[study, path, '--record', record, '--trial', '7'], /has no complete trial 7/],
    [[other!, path, '--record', record], /is of another study/],
    [[study, at('torn.model')], /The file is no model/],
    [[longer!, path], /it is of other data than those of longer\.json/],
  ]
  for (const [words, message] of cases) {
    const { exitCode, err } = await evaluate(...words)
    expect([exitCode, err]).toEqual([2, expect.stringMatching(message)])
  }
})
