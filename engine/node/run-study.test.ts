import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder, type TemporaryFolder } from '../../scripts/temporary-folder.ts'
import { isNamedError } from '../named-error.ts'
import { readRecord } from '../studies/study-record.ts'
import { anyAlteredDocument } from '../testing/altered-documents.ts'
import { AUTOMATON_STUDY, commandStudy } from '../testing/study-documents.ts'
import { takeShare, tries } from '../testing/tries.ts'
import { createLocalEvaluator } from './local-evaluator.ts'
import { openStudy } from './open-study.ts'
import { type NodeStudyOptions, runStudyInNode } from './run-study.ts'

const urlOf = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)

/** The command line without the server's commands, which take a while to load. */
const MAIN = `import { runProgram } from ${urlOf('../cli/run-program.ts')}
import { COMMANDS } from ${urlOf('../cli/cli.ts')}
await runProgram(COMMANDS)`

function emptyFolder(): TemporaryFolder {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  return folder
}

interface Wishes extends Partial<NodeStudyOptions> {
  readonly folder?: TemporaryFolder
}

async function search(document: unknown, { folder = emptyFolder(), ...wishes }: Wishes = {}) {
  const opened = await openStudy(document, folder.path, { allowsCommands: true })
  const out = wishes.out ?? join(folder.path, 'study.trials.jsonl')
  const outcome = await runStudyInNode(opened, {
    ...{ out, resumes: false, workers: 0, budget: opened.plan.budget, now: () => 0 },
    signal: new AbortController().signal,
    createEvaluator: createLocalEvaluator,
    onProgress() {},
    ...wishes,
  })
  const { trials } = outcome.study
  return { ...outcome, out, trials, json: JSON.stringify(outcome.study.toJSON().trials) }
}

/** The program of a person, in a process that may be killed. */
function startSearch(folder: TemporaryFolder, ...more: string[]) {
  const words = ['--no-warnings', folder.write('main.mjs', MAIN), 'search', 'study.json', ...more]
  const child = spawn(process.execPath, words, { cwd: folder.path, stdio: 'ignore' })
  return { child, closed: once(child, 'close') }
}

const AUTOMATA = { ...AUTOMATON_STUDY, repeat: 4 }

test('with repeat: 4 one and four workers make identical trials, in threads or without', async () => {
  const alone = await search(AUTOMATA)
  expect(alone.trials).toHaveLength(12)
  expect(new Set(alone.trials.map(({ state }) => state))).toEqual(new Set(['complete']))
  for (const workers of [1, 4]) {
    expect((await search(AUTOMATA, { workers })).json).toBe(alone.json)
  }
})

test('killed after any number of trials, a study of automata goes on and is the same', async () => {
  const document = { ...AUTOMATA, budget: { trials: 6 } }
  const whole = await search(document)
  const finished = async (out: string) => {
    const bytes = await readFile(out).catch(() => new Uint8Array(0))
    return readRecord(bytes).entries.filter(({ kind }) => kind === 'tell').length
  }
  for (const k of takeShare([0, 1, 2, 3, 4, 5])) {
    const folder = emptyFolder()
    folder.write('study.json', JSON.stringify(document))
    const { child, closed } = startSearch(folder, '--workers', '2')
    const out = join(folder.path, 'study.trials.jsonl')
    while ((await finished(out)) < k && child.exitCode === null) await wait(2)
    child.kill('SIGKILL')
    await closed
    const resumed = await search(document, { folder, resumes: true, workers: 2 })
    expect(resumed.json).toBe(whole.json)
  }
})

/** Values of params; what is in the file `kill` kills whoever asks, before or after the reply to a trial. */
const PROGRAM = `
const { existsSync, readFileSync, rmSync } = require('node:fs')
const lines = require('node:readline').createInterface({ input: process.stdin })
const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n')
lines.on('line', (line) => {
  const { id, params: { x, n }, more } = JSON.parse(line)
  const [at, when] = existsSync('kill') ? readFileSync('kill', 'utf8').split(' ') : []
  const kill = () => { rmSync('kill'); process.kill(process.ppid, 'SIGKILL') }
  say({ id, step: 0, values: [x * x, n] })
  if (at === String(id) && when === 'before') return kill()
  say({ id, values: { far: n + (more ?? 0), near: (x - 0.5) ** 2 } })
  if (at === String(id)) kill()
})
`

function programIn(folder: TemporaryFolder, text = PROGRAM) {
  return [process.execPath, folder.write('program.cjs', text)] as const
}

test('killed while any trial of a program runs, a study goes on and is the same', async () => {
  const folder = emptyFolder()
  const document = { ...commandStudy(programIn(folder)), budget: { trials: 6 }, pruner: 'median' }
  folder.write('study.json', JSON.stringify(document))
  const whole = await search(document, { folder, out: join(folder.path, 'whole') })
  expect(whole.trials.map(({ state }) => state)).not.toContain('failed')
  const kills = [0, 1, 2, 3, 4, 5].flatMap((trial) =>
    (trial % 3 === 1 ? ['before', 'after'] : ['before']).map((when) => ({ trial, when })),
  )
  // Every third of them has one before a reply and one after it.
  for (const { trial, when } of takeShare(kills)) {
    const out = join(folder.path, `${trial}-${when}`)
    folder.write('kill', `${trial} ${when}`)
    const { child, closed } = startSearch(folder, '--out', out)
    await closed
    expect(child.signalCode).toBe('SIGKILL')
    const { entries } = readRecord(await readFile(out))
    const asked = entries.filter(({ kind }) => kind === 'ask')
    expect(asked.length).toBeGreaterThanOrEqual(trial + 1)
    const resumed = await search(document, { folder, out, resumes: true })
    expect(resumed.json).toBe(whole.json)
  }
})

test('a program is told what the study has for it, and its values come by name or in order', async () => {
  const folder = emptyFolder()
  const { trials } = await search(commandStudy(programIn(folder), { with: { more: 100 } }), {
    folder,
  })
  for (const { params, values, reports } of trials) {
    expect(values).toEqual([(Number(params.x) - 0.5) ** 2, Number(params.n) + 100])
    expect(reports).toEqual([{ step: 0, values: [Number(params.x) ** 2, params.n] }])
  }
})

const answer = (statement: string) => `
const lines = require('node:readline').createInterface({ input: process.stdin })
const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n')
lines.on('line', (line) => {
  const { id, params } = JSON.parse(line)
  ${statement}
})
`

test.each([
  ["say({ id, error: 'too near ' + id })", /^too near \d$/],
  ['say({ id, values: [1] })', /it has 1 values, not 2/],
  ["say({ id, values: ['a', 2] })", /is no reply: .*"a"/],
  ['say({ id, values: { near: 1 } })', /it told no value of far/],
  ['say({ id: id + 1, values: [1, 2] })', /is of another trial than 0: /],
  ["process.stdout.write('nonsense\\n')", /what is no JSON: nonsense/],
  ["process.stdout.write('x'.repeat(5000))", /a line of more than 4200 bytes/],
  [
    'say({ id, step: 1, values: [1, 2] }); say({ id, step: 1, values: [1, 2] })',
    /step 1 is no whole/,
  ],
  ['say({ id, step: 1, values: [1] })', /it has 1 values, not 2/],
  ["process.stdout.write('['.repeat(2000) + ']'.repeat(2000) + '\\n')", /is no reply: \[\[\[/],
  [
    `process.stdout.write('{"id":' + id + ',"values":' + '['.repeat(2000) + ']'.repeat(2000) + '}\\n')`,
    /is no reply: /,
  ],
  ["say({ id, values: [1, 2], measured: 'none' })", /is no reply: /],
  ['say([id, [1, 2]])', /is no reply: /],
  ['say(null)', /is no reply: null/],
  ['say({ id, step: -1, values: [1, 2] })', /is no reply: /],
  ['say({ id, error: 5, values: [1, 2] })', /is no reply: /],
  ['say({ id, measured: {} })', /has no values: /],
  ['', /took longer than the 0\.5 s/],
])('what a program may not say fails its trial: %s', async (statement, reason) => {
  const folder = emptyFolder()
  // On a busy machine a program takes a while to begin: only one that says nothing has to wait for its end.
  const more = { timeLimitSeconds: statement === '' ? 0.5 : 30, maxLineBytes: 4200 }
  // Faults end the program, and each begins with another one.
  const document = {
    ...commandStudy(programIn(folder, answer(statement)), more),
    budget: { trials: 2 },
  }
  const { trials, end } = await search(document, { folder, workers: 1 })
  expect(trials.map(({ state }) => state)).toEqual(['failed', 'failed'])
  expect(trials[0]!.reason).toMatch(reason)
  expect(end).toEqual({ kind: 'spent', what: 'trials' })
})

test('a program that ends by itself is started again, and not without an end', async () => {
  const folder = emptyFolder()
  const ending = answer("console.error('out of luck'); process.exit(3)")
  const document = commandStudy(programIn(folder, ending), { restarts: 2 })
  const { trials, end } = await search(document, { folder })
  expect(trials.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed', 'running'])
  expect(trials[0]!.reason).toBe('the program ended (exit 3): out of luck')
  expect(end).toEqual({ kind: 'stopped', reason: 'the program ended by itself 3 times' })
})

test('a program that is not there stops the study before its first trial has ended', async () => {
  const { end, trials } = await search(commandStudy(['/nowhere/at-all']))
  expect(end).toEqual({
    kind: 'stopped',
    reason: '/nowhere/at-all cannot be started: there is no such program or folder',
  })
  expect(trials.map(({ state }) => state)).toEqual(['running'])
})

test('a trial that is pruned ends its program, and the next one has another', async () => {
  const folder = emptyFolder()
  const pids = answer(`
  const bad = id >= 3
  for (let step = 0; step < 3; step++) say({ id, step, values: bad ? [9, -9] : [id, id] })
  if (!bad) say({ id, values: [id, process.pid] })`)
  const document = {
    ...commandStudy(programIn(folder, pids)),
    ...{ budget: { trials: 6 }, pruner: { name: 'median', peers: 2 } },
  }
  const { trials } = await search(document, { folder })
  const states = trials.map(({ state }) => state)
  expect(states).toEqual(['complete', 'complete', 'complete', 'pruned', 'pruned', 'pruned'])
  expect(new Set(trials.slice(0, 3).map(({ values }) => values![1])).size).toBe(1)
})

test('an interrupt ends programs and what they have started, and the study goes on later', async () => {
  const folder = emptyFolder()
  const starting = answer(`
  if (id === 2) {
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e6)'])
    require('node:fs').writeFileSync('pids', process.pid + ' ' + child.pid)
    return
  }
  say({ id, values: [params.x, params.n] })`)
  const document = commandStudy(programIn(folder, starting))
  const stop = new AbortController()
  const running = search(document, { folder, signal: stop.signal })
  const pidsOf = () => readFile(join(folder.path, 'pids'), 'utf8').catch(() => '')
  while ((await pidsOf()) === '') await wait(5)
  stop.abort()
  const { end, trials } = await running
  expect(end).toEqual({ kind: 'interrupted' })
  expect(trials.map(({ state }) => state)).toEqual(['complete', 'complete', 'running'])
  for (const pid of (await pidsOf()).split(' ').map(Number)) {
    // One that is killed may not be buried yet.
    while (isAlive(pid)) await wait(5)
  }
  programIn(folder, answer('say({ id, values: [params.x, params.n] })'))
  const { json } = await search(document, { folder, resumes: true })
  expect(json).toBe((await search(document, { folder, out: join(folder.path, 'whole') })).json)
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('runs of automata that an interrupt ends are run again', async () => {
  const stop = new AbortController()
  const { json } = await search(AUTOMATA)
  const folder = emptyFolder()
  const { end } = await search(AUTOMATA, {
    ...{ folder, workers: 2, signal: stop.signal },
    onProgress: ({ trials }) => trials.length > 5 && stop.abort(),
  })
  expect(end).toEqual({ kind: 'interrupted' })
  expect((await search(AUTOMATA, { folder, resumes: true })).json).toBe(json)
})

test('a trial that the scenario does not allow fails by itself, with its reason', async () => {
  const { objective } = AUTOMATON_STUDY
  const document = {
    ...AUTOMATON_STUDY,
    space: [{ name: 'density', type: 'int', low: 240, high: 300 }],
    objective: { ...objective, set: undefined, rule: 'B3/S23' },
  }
  const { trials } = await search(JSON.parse(JSON.stringify(document)), { workers: 1 })
  for (const { params, state, reason } of trials) {
    expect(state).toBe(Number(params.density) > 255 ? 'failed' : 'complete')
    if (reason !== undefined)
      expect(reason).toMatch(/^scenario\/invalid: .*initial\[0\]\.soup\.density/)
  }
  expect(new Set(trials.map(({ state }) => state)).size).toBe(2)
})

test('values that are measured are taken from the record, and never made again', async () => {
  const { objective } = AUTOMATON_STUDY
  const document = {
    ...AUTOMATON_STUDY,
    objectives: [
      AUTOMATON_STUDY.objectives[0],
      { name: 'speed', direction: 'minimize', measured: true },
    ],
    objective: {
      ...objective,
      values: {
        activity: objective.values.activity,
        disorder: objective.values.disorder,
        speed: 'seconds',
      },
    },
    repeat: 2,
    budget: { trials: 6 },
  }
  const folder = emptyFolder()
  const first = await search(document, { folder, workers: 2 })
  for (const { values } of first.trials) expect(values![1]).toBeGreaterThan(0)
  expect((await search(document, { folder, resumes: true })).json).toBe(first.json)
  const elsewhere = await search(document, { out: join(folder.path, 'again') })
  const repeated = ({ trials }: typeof first) =>
    trials.map(({ params, values }) => [params, values![0]])
  expect(repeated(elsewhere)).toEqual(repeated(first))
})

test('a record is gone on with only when that is asked for, and only by its own study', async () => {
  const folder = emptyFolder()
  const { out, json } = await search(AUTOMATA, { folder })
  await expect(search(AUTOMATA, { folder })).rejects.toThrow(/has 12 trials already, and --resume/)
  const other = { ...AUTOMATA, seed: 4 }
  await expect(search(other, { folder, resumes: true })).rejects.toThrow(/of another study/)
  // Words and budgets are no part of what it is.
  const longer = { ...AUTOMATA, name: 'More', budget: { trials: 14 }, workers: 3 }
  const more = await search(longer, { folder, resumes: true })
  expect(more.resumed).toBe(12)
  expect(more.trials).toHaveLength(14)
  expect(more.json.startsWith(json.slice(0, -1))).toBe(true)
  await appendFile(out, '{"kind":"ask","trial":14,"par')
  expect((await search(longer, { folder, resumes: true })).trials).toHaveLength(14)
  expect((await readFile(out, 'utf8')).endsWith('\n')).toBe(true)
  await truncate(out, 40)
  expect((await search(AUTOMATA, { folder })).json).toBe(json)
})

test('a study that is taken makes its trials, however odd it is, and its record is that of it', async () => {
  const { objective, ...rest } = AUTOMATON_STUDY
  const small = {
    ...rest,
    objective: { ...objective, size: [6, 6], ticks: 3, probes: [1], seeds: [1] },
  }
  let taken = 0
  await fc.assert(
    fc.asyncProperty(anyAlteredDocument(fc.constant(JSON.stringify(small))), async (text) => {
      const document = { ...JSON.parse(text), budget: { trials: 3 } }
      // Some thousand million ticks are sound, and nothing to wait for.
      fc.pre(!(document.objective?.ticks > 1000))
      const folder = createTemporaryFolder()
      try {
        const { json } = await search(document, { folder })
        taken++
        expect((await search(document, { folder, resumes: true })).json).toBe(json)
      } catch (error) {
        if (!isNamedError(error)) throw error
      } finally {
        folder.dispose()
      }
    }),
    { numRuns: tries(300) },
  )
  expect(taken).toBeGreaterThan(0)
})

test('no file that is another one is written over', async () => {
  const folder = emptyFolder()
  for (const text of ['my thesis', 'my thesis\n', '{"kind":"study"}\n']) {
    const out = folder.write('thesis.txt', text)
    await expect(search(AUTOMATA, { folder, out, resumes: true })).rejects.toThrow(/record/)
    expect(await readFile(out, 'utf8')).toBe(text)
  }
})

test('two programs that write one record are told of it', async () => {
  const folder = emptyFolder()
  const out = join(folder.path, 'record')
  const isLate = search(AUTOMATA, {
    ...{ folder, out },
    onProgress: ({ trials }) => {
      if (trials.length === 3) void writeFile(out, 'x\n', { flag: 'a' })
    },
  })
  await expect(isLate).rejects.toThrow(/another program writes to/)
})
