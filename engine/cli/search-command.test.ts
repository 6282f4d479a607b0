import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { openStudy } from '../node/open-study.ts'
import { readDocument } from '../node/open-sweep.ts'
import { readOptunaJournal } from '../search/optuna/read-journal.ts'
import { parseStudy } from '../studies/compile-study.ts'
import { readRecord } from '../studies/study-record.ts'
import { runCliHere } from '../testing/run-cli.ts'
import { AUTOMATON_STUDY, commandStudy } from '../testing/study-documents.ts'

const folder = createTemporaryFolder()
afterAll(folder.dispose)
const at = (name: string) => join(folder.path, name)

/** Words that search a study, which is written for them. */
function asked(name: string, document: unknown, ...more: string[]): string[] {
  return ['search', folder.write(name, JSON.stringify(document)), '--workers', '0', ...more]
}

test('thunderline search prints the front, and all of it as a document', async () => {
  const words = asked('soups.json', AUTOMATON_STUDY)
  const { exitCode, out, err } = await runCliHere(...words)
  expect(exitCode).toBe(0)
  expect(out).toMatch(
    /^Soups of Life: 12 trials, \d+ not feasible\nthe front, \d+ of them; .*hypervolume /,
  )
  expect(out).toMatch(/\ntrial +activity +cells \(cells\) +density +kind/)
  expect(out.endsWith(`record: ${at('soups.trials.jsonl')}\n`)).toBe(true)
  expect(err).toBe('')
  const { out: json } = await runCliHere(...words, '--resume', '--json')
  const document = JSON.parse(json)
  expect(document).toMatchObject({
    study: 'Soups of Life',
    end: 'trials',
    trials: { complete: 12, failed: 0, running: 0, resumed: 12 },
    hypervolume: { reference: { activity: expect.any(Number) } },
  })
  for (const { params, values } of document.best) {
    expect(Object.keys(values)).toEqual(['activity', 'cells'])
    expect(params.density).toBeGreaterThan(15)
  }
  const volumes = document.hypervolume.over.map(({ volume }: { volume: number }) => volume)
  expect(volumes).toEqual(volumes.toSorted((a: number, b: number) => a - b))
})

test('what is best is what nothing else beats, by the record alone', async () => {
  const words = asked('beaten.json', AUTOMATON_STUDY, '--trials', '25')
  const document = JSON.parse((await runCliHere(...words, '--json')).out)
  const { entries } = readRecord(await readFile(at('beaten.trials.jsonl')))
  const told = entries.flatMap((entry) =>
    entry.kind === 'tell' && 'values' in entry.result
      ? [{ trial: entry.trial, ...entry.result }]
      : [],
  )
  expect(told).toHaveLength(25)
  const feasible = told.filter(({ measured }) => measured!.disorder! <= 0.4)
  const wanted = feasible.filter(({ values: [activity, cells], trial }) =>
    feasible.every(({ values: [other, less], trial: number }) => {
      const isAsGood = other! >= activity! && less! <= cells!
      const isEqual = other === activity && less === cells
      return !isAsGood || (isEqual && number >= trial)
    }),
  )
  expect(document.best.map(({ trial }: { trial: number }) => trial)).toEqual(
    wanted.map(({ trial }) => trial),
  )
})

test('--trials goes further, and --out has the record elsewhere', async () => {
  const out = ['--out', at('elsewhere.jsonl')]
  await runCliHere(...asked('further.json', AUTOMATON_STUDY, '--trials', '3', ...out))
  const words = asked('further.json', AUTOMATON_STUDY, '--trials', '5', '--resume', ...out)
  expect((await runCliHere(...words)).out).toMatch(/: 5 trials, 3 of them taken over/)
  expect(await readdir(folder.path)).not.toContain('further.trials.jsonl')
})

test('trials that fail are told with their reasons; where all do, the exit code is 1', async () => {
  const { objective } = AUTOMATON_STUDY
  const failing = {
    ...AUTOMATON_STUDY,
    objective: { ...objective, values: { ...objective.values, cells: 'convergence.tick' } },
  }
  const { exitCode, out } = await runCliHere(...asked('failing.json', failing))
  expect(out).toMatch(/failed \d+ times: study\/value: .*has no convergence\.tick/)
  expect(exitCode).toBe(out.includes('no trial is complete') ? 1 : 0)
  const none = { ...failing, objective: { ...failing.objective, ticks: 1, probes: [1] } }
  const { exitCode: all, out: text } = await runCliHere(...asked('none.json', none))
  expect(text).toMatch(/no trial is complete and feasible/)
  expect(all).toBe(1)
  const spent = { ...none, budget: { trials: 12, failures: 2 } }
  const { exitCode: ended, out: why } = await runCliHere(...asked('spent.json', spent))
  expect(why).toMatch(/: 2 trials, 2 failed\nended: the budget of failures is spent/)
  expect(ended).toBe(1)
})

test('a program that cannot go on stops the study with a word of what to do', async () => {
  const { exitCode, err } = await runCliHere(
    ...asked('absent.json', commandStudy(['./no-such-program'])),
  )
  expect(err).toMatch(
    /^Stopped after 0 trials: \.\/no-such-program cannot be started: .* --resume goes on\.\n$/,
  )
  expect(exitCode).toBe(1)
  // What it is called is no command to the terminal.
  const { err: other } = await runCliHere(...asked('red.json', commandStudy(['./\u001b[31m'])))
  expect(other).toMatch(/^Stopped after 0 trials: \.\/·\[31m cannot be started/)
})

test.each([
  [['search'], /takes STUDY/],
  [['search', 'missing.yaml'], /missing\.yaml: no such file/],
  [asked('twice.json', { ...AUTOMATON_STUDY, seed: -1, workers: 0 }), /two|2 faults/],
  [asked('soups2.json', AUTOMATON_STUDY, '--trials', '0'), /--trials takes a whole number from 1/],
  [asked('soups3.json', AUTOMATON_STUDY, '--out', at('soups3.json')), /is the study itself/],
  [asked('soups4.json', AUTOMATON_STUDY, '--report', '/nowhere/x.html'), /nowhere/],
  [
    asked('place.json', {
      ...AUTOMATON_STUDY,
      objective: {
        ...AUTOMATON_STUDY.objective,
        set: { density: '{density}', 'world.sise': '{states|3}', rule: '{kind}' },
      },
    }),
    /objective\.set\.world\.sise: no scenario has a key world\.sise/,
  ],
  [
    asked('number.json', {
      ...AUTOMATON_STUDY,
      objective: {
        ...AUTOMATON_STUDY.objective,
        values: { ...AUTOMATON_STUDY.objective.values, cells: 'entropi' },
      },
    }),
    /objective\.values\.cells: is no number of a metric.*"entropi"/,
  ],
])('thunderline %j is bad input', async (words, message) => {
  const { exitCode, err } = await runCliHere(...words)
  expect(err).toMatch(message)
  expect(exitCode).toBe(2)
})

test('the report is a page that needs nothing else, the same for the same study', async () => {
  const [one, two] = [at('one.html'), at('two.html')]
  const evil = { ...AUTOMATON_STUDY, name: '<script>alert(1)</script>', about: 'a "quoted" & <b>' }
  const words = asked('report.json', evil, '--trials', '25')
  await runCliHere(...words, '--report', one)
  await runCliHere(...words, '--report', two, '--resume')
  const html = await readFile(one, 'utf8')
  expect(await readFile(two, 'utf8')).toBe(html)
  expect(html).not.toMatch(
    /<script|<b>alert|https?:\/\/(?!www\.w3\.org\/2000\/svg)|url\(|<link|onload/,
  )
  expect(html).toContain("default-src 'none'")
  expect(html).toContain('&lt;script&gt;')
  expect(html.match(/<svg [^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(3)
  expect(html.match(/<h2>The front<\/h2>/g)).toHaveLength(1)
  expect(html).toMatch(/<th scope="col">Trial<\/th>/)
  expect(html).toContain('prefers-color-scheme: light')
})

test('--optuna writes a journal that reads as the same trials, with times of the record', async () => {
  const journal = at('journal.log')
  await runCliHere(...asked('journal.json', AUTOMATON_STUDY, '--optuna', journal))
  const { entries } = readRecord(await readFile(at('journal.trials.jsonl')))
  const told = entries.flatMap((entry) =>
    entry.kind === 'tell' && 'values' in entry.result ? [entry.result.values] : [],
  )
  const { study } = readOptunaJournal(await readFile(journal, 'utf8'), {
    ...{ sampler: 'random', seed: 0 },
  })
  expect(study.trials.map(({ values }) => values)).toEqual(told)
  const begun = entries.find(({ kind }) => kind === 'ask')
  const date = new Date(begun!.kind === 'ask' ? begun!.atMs : 0).toISOString().slice(0, 19)
  expect(await readFile(journal, 'utf8')).toContain(date)
})

test('--import begins with the trials of a journal, and the study goes on from them', async () => {
  const journal = at('import.log')
  await runCliHere(...asked('whole.json', AUTOMATON_STUDY, '--optuna', journal))
  const words = asked('goes-on.json', AUTOMATON_STUDY, '--trials', '15')
  const { out } = await runCliHere(...words, '--import', journal, '--json')
  expect(JSON.parse(out).trials).toMatchObject({ complete: 15, resumed: 12 })
  // The same study that goes on by itself has the same trials.
  await runCliHere(...asked('whole.json', AUTOMATON_STUDY, '--trials', '15', '--resume'))
  const askedFor = async (name: string) => {
    const { entries } = readRecord(await readFile(at(name)))
    const asks = entries.flatMap((entry) => (entry.kind === 'ask' ? [entry] : []))
    return asks.map(({ trial, params }) => ({ trial, params }))
  }
  const gone = await askedFor('goes-on.trials.jsonl')
  expect(gone).toHaveLength(3)
  expect(gone).toEqual((await askedFor('whole.trials.jsonl')).slice(12))
  expect((await runCliHere(...words, '--resume')).exitCode).toBe(0)
  const twice = await runCliHere(...words, '--resume', '--import', journal)
  expect(twice.err).toMatch(/is there already, and only a new one begins/)
  const [activity] = AUTOMATON_STUDY.objectives
  const others: readonly [object, RegExp][] = [
    [
      { space: [{ ...AUTOMATON_STUDY.space[0], low: 200 }, ...AUTOMATON_STUDY.space.slice(1)] },
      /trials\.\d+: its params are none of the space/,
    ],
    [
      { objectives: [activity, { name: 'cells', direction: 'maximize' }] },
      /they are to maximize, minimize, and the study is to maximize, maximize/,
    ],
  ]
  for (const [more, message] of others) {
    const other = asked('other.json', { ...AUTOMATON_STUDY, ...more })
    const { err, exitCode } = await runCliHere(...other, '--import', journal)
    expect(err).toMatch(message)
    expect(exitCode).toBe(2)
  }
  const none = await runCliHere(
    ...asked('no-journal.json', AUTOMATON_STUDY),
    '--import',
    at('whole.json'),
  )
  expect(none.exitCode).toBe(2)
})

test('an interrupted search says how to go on, exits with 1, and goes on', async () => {
  const program = folder.write(
    'slow.cjs',
    `const lines = require('node:readline').createInterface({ input: process.stdin })
    lines.on('line', (line) => {
      const { id, params } = JSON.parse(line)
      setTimeout(() => console.log(JSON.stringify({ id, values: [params.x, params.n] })), 40)
    })`,
  )
  const document = { ...commandStudy([process.execPath, program]), budget: { trials: 40 } }
  folder.write('slow.json', JSON.stringify(document))
  const main = fileURLToPath(new URL('../../scripts/thunderline.mjs', import.meta.url))
  const child = spawn(process.execPath, ['--no-warnings', main, 'search', 'slow.json'], {
    cwd: folder.path,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const closed = once(child, 'close')
  const size = async () => (await stat(at('slow.trials.jsonl')).catch(() => ({ size: 0 }))).size
  while ((await size()) < 2500 && child.exitCode === null) await wait(5)
  child.kill('SIGINT')
  await closed
  expect(child.exitCode).toBe(1)
  expect(err).toMatch(
    /Interrupted after \d+ trials; thunderline search slow\.json --resume goes on\.\n$/,
  )
  const { out, exitCode } = await runCliHere(
    'search',
    at('slow.json'),
    '--resume',
    '--workers',
    '1',
  )
  expect(exitCode).toBe(0)
  expect(out).toMatch(/A program: 40 trials, \d+ of them taken over/)
})

test('studies that come with Thunderline and those of its page are sound', async () => {
  const studies = fileURLToPath(new URL('../../scenarios/studies/', import.meta.url))
  const names = (await readdir(studies)).filter((each) => each.endsWith('.yaml'))
  expect(names.length).toBeGreaterThan(1)
  for (const name of names) {
    const document = await readDocument(join(studies, name))
    const { plan } = await openStudy(document, studies, { allowsCommands: true })
    expect(plan.budget.trials).toBeGreaterThan(10)
  }
  const page = await readFile(new URL('../../docs/studies.md', import.meta.url), 'utf8')
  const blocks = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, block]) => block!)
  const titles = blocks.map((block) => parseStudy(block, { allowsCommands: true }).title)
  expect(titles).toEqual(['How full, and how lively', 'A truss of two bars', 'Which head'])
})

test('a study knows the files that its trials may read: other bytes, another study', async () => {
  folder.write('dot.rle', 'x = 1, y = 1, rule = B3/S23\no!\n')
  folder.write('block.rle', 'x = 2, y = 2, rule = B3/S23\n2o$2o!\n')
  const document = {
    ...AUTOMATON_STUDY,
    space: [{ name: 'file', type: 'categorical', choices: ['dot.rle', 'block.rle'] }],
    objective: {
      ...{ kind: 'automaton', ticks: 3, values: AUTOMATON_STUDY.objective.values },
      scenario: {
        ...{ version: 1, name: 'A pattern', rule: 'B3/S23', world: { size: [8, 8] } },
        initial: [{ pattern: 'dot.rle' }],
      },
      set: { 'initial[0].pattern': '{file}' },
    },
  }
  const idOf = async () => (await openStudy(document, folder.path, { allowsCommands: false })).id
  const first = await idOf()
  expect(await idOf()).toBe(first)
  const { out } = await runCliHere(...asked('files.json', document, '--json'))
  expect(JSON.parse(out).id).toBe(first)
  folder.write('block.rle', 'x = 2, y = 2, rule = B3/S23\n2o$bo!\n')
  expect(await idOf()).not.toBe(first)
  const again = await runCliHere(...asked('files.json', document, '--resume'))
  expect(again.err).toMatch(/it is of another study/)
  expect(again.exitCode).toBe(2)
})
