import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { runCliHere } from '../engine/testing/run-cli.ts'

test('every command on docs/census.md runs', async () => {
  const page = await readFile(new URL('../docs/census.md', import.meta.url), 'utf8')
  const lines = [.../```sh\n([\s\S]*?)```/.exec(page)![1]!.matchAll(/^thunderline (.*)$/gm)]
  expect(lines).toHaveLength(3)
  for (const [, line] of lines) {
    const words = line!.split(' ').map((word) => {
      return word.startsWith('scenarios/') ? new URL(`../${word}`, import.meta.url).pathname : word
    })
    expect(await runCliHere(...words)).toMatchObject({ exitCode: 0 })
  }
})
