import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCommandBlocks, runBlock } from '../engine/testing/page-commands.ts'
import { createTemporaryFolder } from '../scripts/temporary-folder.ts'

/** Another Python than the machine's own may be named, which has more packages. */
const PYTHON = process.env.THUNDERLINE_PYTHON ?? 'python3'

const page = await readFile(new URL('../docs/python.md', import.meta.url), 'utf8')

/** Each snippet with what it prints. */
const snippets = [
  ...page.matchAll(/```python\n(.*?)```(?:(?!```python).)*?```text\n(.*?)```/gs),
].map(([, code, output], i) => ({ place: i + 1, code: code!, output: output! }))

const folder = createTemporaryFolder()
afterAll(folder.dispose)

const python = (code: string) =>
  spawnSync(PYTHON, ['-c', code], { cwd: folder.path, encoding: 'utf8' })

/** Why a snippet cannot run here; undefined where it can. */
function findMissing(code: string): string | undefined {
  if (python('').status !== 0) return 'there is no Python'
  const modules = [...code.matchAll(/^import (\w+)/gm)].map(([, name]) => name!)
  const missing = modules.find((name) => python(`import ${name}`).status !== 0)
  return missing && `Python has no package ${missing}`
}

beforeAll(async () => {
  const place = { folder: folder.path, added: { sweep: ['--threads', '0'] } }
  for (const block of await readCommandBlocks('docs/python.md')) await runBlock(block, place)
}, 120_000)

test('the page shows what each of its snippets prints', () => {
  expect(snippets).toHaveLength([...page.matchAll(/```python/g)].length)
})

for (const { place, code, output } of snippets) {
  test(`snippet ${place} of docs/python.md prints what the page says`, ({ skip }) => {
    const missing = findMissing(code)
    if (missing !== undefined) skip(missing)
    const { stdout, stderr } = python(code)
    expect(stdout + stderr).toBe(output)
  })
}
