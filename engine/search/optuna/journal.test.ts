import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from '../../../scripts/temporary-folder.ts'
import { isNamedError } from '../../named-error.ts'
import { anySpace } from '../../testing/search-arbitraries.ts'
import { thrownBy } from '../../testing/thrown-by.ts'
import { tries } from '../../testing/tries.ts'
import { createStudy, type Study } from '../study.ts'
import type { StudyOptions } from '../study-settings.ts'
import { readOptunaJournal } from './read-journal.ts'
import { writeOptunaJournal } from './write-journal.ts'

/** Another Python than the machine's own may be named, which has more packages. */
const PYTHON = process.env.THUNDERLINE_PYTHON ?? 'python3'
const python = (code: string) => spawnSync(PYTHON, ['-c', code], { encoding: 'utf8' })
const hasOptuna = python('import optuna').status === 0

const GOES_ON = { sampler: 'random', seed: 1 } as const

function fill(options: Partial<StudyOptions>, ends: readonly string[]): Study {
  const directions = options.directions ?? ['minimize', 'maximize']
  const constraints = [{ name: 'memory', atMost: 3 }]
  const study = createStudy({
    ...{ space: SPACE, sampler: 'sobol', seed: 5, constraints, directions, ...options },
  })
  for (const [i, end] of ends.entries()) {
    const { number } = study.ask()
    const values = directions.map((_, k) => i * 2 - k / 3)
    for (let step = 0; step < i % 3; step++) study.report(number, step * 5, values)
    if (end === 'failed') study.tell(number, { failed: 'it broke: "x"\n' })
    else if (end === 'pruned' && i % 3 > 0) study.tell(number, { pruned: true })
    else if (end !== 'running') study.tell(number, { values, measured: { memory: i } })
  }
  return study
}

const SPACE = [
  { name: 'kind', type: 'categorical', choices: ['a', 'b', null, 3, true] },
  { name: 'rate', type: 'float', low: 1e-5, high: 1e-1, log: true },
  { name: 'share', type: 'float', low: 0, high: 1, step: 0.25 },
  { name: 'n', type: 'int', low: 3, high: 9, step: 2, if: { param: 'kind', in: ['a', null] } },
  { name: 'width', type: 'int', low: 8, high: 512, log: true, if: { param: 'kind', in: ['b'] } },
] as const

const ENDS = ['complete', 'failed', 'pruned', 'running'] as const

test('a study that was written is the same when it is read, and goes on in the same way', () => {
  fc.assert(
    fc.property(
      anySpace,
      fc.constantFrom<StudyOptions['directions']>(['minimize'], ['maximize', 'minimize']),
      fc.array(fc.constantFrom(...ENDS), { maxLength: 12 }),
      (space, directions, ends) => {
        const study = fill({ space, directions }, ends)
        const journal = writeOptunaJournal(study, { name: 's' })
        const { study: read, leftOut } = readOptunaJournal(journal, GOES_ON)
        expect([read.toJSON(), leftOut]).toEqual([study.toJSON(), []])
        expect(read.ask()).toEqual(study.ask())
      },
    ),
    { numRuns: tries(100) },
  )
})

test('damaged journals are named errors, or studies', () => {
  const journal = writeOptunaJournal(fill({}, [...ENDS, ...ENDS]), { name: 's' })
  const anyPut = fc.constantFrom('', '{', '"', '9', '-1', 'null', '\n', '[]', 'Infinity')
  fc.assert(
    fc.property(fc.nat(journal.length), fc.nat(30), anyPut, (at, cut, put) => {
      const damaged = journal.slice(0, at) + put + journal.slice(at + cut)
      try {
        readOptunaJournal(damaged, GOES_ON)
      } catch (error) {
        if (!isNamedError(error)) throw error
      }
    }),
    { numRuns: tries(1500) },
  )
})

test('anything else is a named error', () => {
  for (const text of ['', 'x', '\n\n', '{}\n', '[]\n', '{"op_code":99}\n', '{"op_code":0}\n']) {
    expect(isNamedError(thrownBy(() => readOptunaJournal(text, GOES_ON))), text).toBe(true)
  }
})

test('a last line that was cut off is as if it had not been written', () => {
  const journal = writeOptunaJournal(fill({}, ['complete', 'complete']), { name: 's' })
  const torn = journal.slice(0, -20)
  expect(readOptunaJournal(torn, GOES_ON).study.trials).toHaveLength(1)
})

describe('Optuna', () => {
  beforeEach(({ skip }) => {
    if (!hasOptuna) skip('Python has no package optuna')
  })

  /** Runs Python with the path of a journal as JOURNAL; gives what it prints as JSON. */
  function runOptuna(path: string, code: string): unknown {
    const head = `
import json, optuna
optuna.logging.set_verbosity(optuna.logging.ERROR)
from optuna.storages.journal import JournalFileBackend
storage = optuna.storages.JournalStorage(JournalFileBackend(${JSON.stringify(path)}))
`
    const { stdout, stderr, status } = python(head + code)
    expect([status, stderr]).toEqual([0, expect.any(String)])
    return JSON.parse(stdout)
  }

  function temporary(): string {
    const folder = createTemporaryFolder()
    onTestFinished(folder.dispose)
    return join(folder.path, 'journal.log')
  }

  test('opens what was written: params, values, states, constraints, and its best trials are ours', () => {
    const path = temporary()
    const study = fill(
      {},
      Array.from({ length: 24 }, (_, i) => ENDS[i % 5] ?? 'complete'),
    )
    writeFileSync(path, writeOptunaJournal(study, { name: 'ours' }))
    const told = runOptuna(
      path,
      `
study = optuna.load_study(study_name='ours', storage=storage)
print(json.dumps({
  'trials': [[t.number, t.state.name.lower(), t.values, t.params] for t in study.trials],
  'best': [t.number for t in study.best_trials],
}))`,
    )
    const names = { complete: 'complete', failed: 'fail', pruned: 'pruned', running: 'running' }
    expect(told).toEqual({
      trials: study.trials.map(({ number, state, values, params }) => [
        ...[number, names[state], values ?? null, params],
      ]),
      best: study.bestTrials().map(({ number }) => number),
    })
  })

  test('writes what is read: conditions are found, and what has no finite value failed', () => {
    const path = temporary()
    const told = runOptuna(
      path,
      `
study = optuna.create_study(study_name='theirs', storage=storage, directions=['minimize', 'maximize'],
  sampler=optuna.samplers.RandomSampler(seed=1))
def objective(trial):
    kind = trial.suggest_categorical('kind', ['a', 'b', None])
    rate = trial.suggest_float('rate', 1e-5, 1.0, log=True)
    if kind == 'a':
        trial.suggest_int('n', 1, 9, step=2)
    if kind != 'b':
        trial.suggest_float('share', 0.0, 1.0, step=0.25)
    if trial.number == 3:
        raise ValueError('broken')
    return (float('inf') if trial.number == 4 else rate), 1.0
study.optimize(objective, n_trials=30, catch=ValueError)
study.ask()
print(json.dumps([[t.values, t.params] for t in study.trials if t.state.name == 'COMPLETE' and t.number != 4]))`,
    )
    const { study, leftOut } = readOptunaJournal(readFileSync(path, 'utf8'), GOES_ON)
    expect(leftOut).toEqual([30])
    expect(
      study.settings.space.parameters.map(({ name, if: condition }) => [name, condition]),
    ).toEqual(
      expect.arrayContaining([
        ['kind', undefined],
        ['rate', undefined],
        ['n', { param: 'kind', in: ['a'] }],
        ['share', { param: 'kind', in: ['a', null] }],
      ]),
    )
    expect(study.trials[3]).toMatchObject({ state: 'failed' })
    expect(study.trials[4]).toMatchObject({ state: 'failed' })
    const complete = study.trials.filter(({ state }) => state === 'complete')
    expect(complete.map(({ values, params }) => [values, params])).toEqual(told)
    const { params } = study.ask()
    expect(Object.hasOwn(params, 'n')).toBe(params.kind === 'a')
  })
})
