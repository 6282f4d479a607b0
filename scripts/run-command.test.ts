import { expect, test } from 'vitest'
import { ROOT } from './project.ts'
import { runCommand, runTool } from './run-command.ts'

test('both outputs and the exit status come back', async () => {
  const outcome = await runCommand('sh', ['-c', 'echo out; echo err >&2; exit 3'])
  expect(outcome.status).toBe(3)
  expect(outcome.output.split('\n').sort()).toEqual(['', 'err', 'out'])
})

test('programs run in the root, without input, with the tools of the project in PATH', async () => {
  const { output } = await runCommand('sh', ['-c', 'pwd; cat; command -v tsc'])
  expect(output).toBe(`${ROOT}\n${ROOT}/node_modules/.bin/tsc\n`)
})

test('tools run on the Node that the project pins, whichever the machine has', async () => {
  const { output } = await runCommand('node', ['--version'])
  expect(output.trim()).toBe(process.version)
  expect((await runTool('biome', ['--version'])).output).toMatch(/^Version: 2/)
})

test('a program that is not there is status 127, one that takes too long is 124', async () => {
  expect((await runCommand('no-such-program', [])).status).toBe(127)
  const late = await runCommand('sleep', ['30'], { timeoutMs: 50 })
  expect(late.status).toBe(124)
  expect(late.output).toContain('longer than 0.05 s')
})
