import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { load } from 'js-yaml'
import { expect, onTestFinished, test } from 'vitest'
import { runCliHere } from '../engine/testing/run-cli.ts'
import { ROOT } from './project.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

interface Step {
  readonly id?: string
  readonly run?: string
  readonly uses?: string
  readonly shell?: string
  readonly env?: Readonly<Record<string, string>>
  readonly 'working-directory'?: string
}

interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly default: string }>
  >
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

const action = load(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action

/** It starts the program three times, and slow machines are not to decide. */
const TIMEOUT_MS = 180_000

const SUITE = `
version: 1
name: small
entries:
  - scenario:
      version: 1
      name: ship
      rule: B3/S23
      initial: [{ rle: "bob$2bo$3o!" }]
      ticks: 8
`

/** Does the steps of the action as its runner would, in a folder, and gives what they told. */
function runSteps(folder: string, inputs: Readonly<Record<string, string>>) {
  const values = Object.entries(action.inputs).map(([name, input]) => [
    `inputs.${name}`,
    inputs[name] ?? input.default,
  ])
  const home = join(folder, 'home')
  const context = Object.fromEntries([...values, ['github.action_path', home]])
  const fill = (text: string) =>
    text.replace(/\$\{\{ *([\w.-]+) *\}\}/g, (_, name: string) => context[name] ?? `no ${name}`)
  const files = {
    GITHUB_WORKSPACE: folder,
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  }
  let outcome = { status: 0 as number | null, stdout: '' }
  for (const { run, env = {}, 'working-directory': place = '.' } of action.runs.steps) {
    if (run === undefined || outcome.status !== 0) continue
    const own = Object.entries(env).map(([name, value]) => [name, fill(value)])
    outcome = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', run], {
      cwd: resolve(folder, fill(place)),
      env: { ...process.env, ...files, ...Object.fromEntries(own) },
      encoding: 'utf8',
    })
  }
  const told = (file: string) => readFileSync(file, 'utf8')
  return { ...outcome, output: told(files.GITHUB_OUTPUT), summary: told(files.GITHUB_STEP_SUMMARY) }
}

test('the action names its inputs and outputs, and the page on it names the same', () => {
  expect(action.runs.using).toBe('composite')
  const page = readFileSync(join(ROOT, 'docs/qa.md'), 'utf8')
  const rows = (heading: string) => {
    const part = page.split(`#### ${heading}\n`)[1]!.split(/\n#/)[0]!
    return [...part.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name)
  }
  expect(rows('Inputs')).toEqual(Object.keys(action.inputs))
  expect(rows('Outputs')).toEqual(Object.keys(action.outputs))
  for (const step of action.runs.steps) {
    expect(step.uses ?? step.shell).toBeDefined()
    // What somebody else writes is no part of a command.
    expect(step.run ?? '').not.toContain('${{')
  }
})

test(
  'its steps run a suite, tell their outputs and end as the gate does',
  async () => {
    const folder = createTemporaryFolder()
    onTestFinished(folder.dispose)
    folder.write('ca/small.yaml', SUITE)
    // A checkout in which nothing was built yet.
    mkdirSync(join(folder.path, 'home'))
    for (const part of ['node_modules', 'scripts', 'scenarios']) {
      symlinkSync(join(ROOT, part), join(folder.path, 'home', part))
    }
    const inputs = {
      suite: 'small.yaml',
      'working-directory': 'ca',
      threads: '0',
      junit: 'out.xml',
    }

    const first = runSteps(folder.path, inputs)
    expect(first.status).toBe(1)
    expect(first.output).toContain('passed=false\nexit-code=1\nreport=')
    expect(first.summary).toContain('| ship | failed | baseline: expected an entry, found null |')
    expect(first.stdout).toMatch(/^::error file=ca\/small\.yaml,title=/m)

    const file = join(folder.path, 'ca/small.yaml')
    expect(await runCliHere('qa', '--suite', file, '--update', '--threads', '0')).toMatchObject({
      exitCode: 0,
    })
    const second = runSteps(folder.path, inputs)
    expect(second.status).toBe(0)
    expect(second.output).toContain('passed=true\nexit-code=0\n')
    expect(second.summary).toContain('### Thunderline: small passed, 1 of 1')
    const report = JSON.parse(readFileSync(join(folder.path, 'ca/thunderline-qa.json'), 'utf8'))
    expect(report).toMatchObject({ passed: true, suite: 'small' })
    expect(readFileSync(join(folder.path, 'ca/out.xml'), 'utf8')).toContain('<testsuites ')

    const third = runSteps(folder.path, { ...inputs, suite: 'none.yaml' })
    expect(third.status).toBe(2)
    expect(third.summary).toContain('none.yaml could not be run')
  },
  TIMEOUT_MS,
)
