import { expect, test } from 'vitest'
import { runProgram } from './run-program.ts'

const node = (code: string, limitMs?: number) => runProgram(process.execPath, ['-e', code], limitMs)

test('a program is run with its words as they are, and tells its status', async () => {
  const odd = ["it's", '"$HOME"', 'a b', '*', '\\n', '']
  const code = 'console.log(JSON.stringify(process.argv.slice(1))); process.exitCode = 3'
  const { status, printed } = await runProgram(process.execPath, ['-e', code, '--', ...odd])
  expect(status).toBe(3)
  expect(JSON.parse(printed)).toEqual(odd)
})

test('runs that are asked for at once come one after another, each with what it printed', async () => {
  const runs = await Promise.all(
    ['1', '2'].map((word) => node(`console.error('error ${word}'); console.log('${word}')`)),
  )
  expect(runs.map(({ printed }) => printed.trim().split('\n').sort())).toEqual([
    ['1', 'error 1'],
    ['2', 'error 2'],
  ])
})

test('a program that does not end is ended, and the next one runs', async () => {
  await expect(node('for (;;);', 500)).rejects.toThrow('took more than 500 ms')
  expect(await node('process.stdout.write("well")')).toEqual({ status: 0, printed: 'well' })
})

test('a program that is missing is told by its status', async () => {
  expect(await runProgram('/nowhere/program', [])).toMatchObject({ status: 127 })
})
