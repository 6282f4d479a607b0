/** Each machine here is a folder of real programs, which stands for its whole PATH. */
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ensureBgolly } from './find-bgolly.ts'
import { createTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts'

let folder: TemporaryFolder

beforeEach(() => {
  folder = createTemporaryFolder()
})
afterEach(() => folder.dispose())

test('what the variable names comes before what PATH holds', async () => {
  const onPath = folder.writeProgram('bgolly', '')
  const named = folder.writeProgram('other/bgolly', '')
  const env = { PATH: folder.path }
  expect(await ensureBgolly({ env, isRoot: false })).toMatchObject({ found: true, path: onPath })
  expect(
    await ensureBgolly({ env: { ...env, THUNDERLINE_BGOLLY: named }, isRoot: false }),
  ).toMatchObject({ found: true, path: named })
})

test('root gets it from the package golly', async () => {
  folder.writeProgram(
    'apt-get',
    `case "$*" in *"install -y -qq --no-install-recommends golly")
      echo "#!/bin/sh" > ${folder.path}/bgolly; /bin/chmod +x ${folder.path}/bgolly ;; esac`,
  )
  const search = await ensureBgolly({ env: { PATH: folder.path }, isRoot: true })
  expect(search).toMatchObject({ found: true, path: join(folder.path, 'bgolly') })
})

test.each([
  ['it cannot be installed', {}, false],
  ['the package is unknown', {}, true],
  ['nothing may be installed', { THUNDERLINE_NO_INSTALL: '1' }, true],
  ['the variable names no program', { THUNDERLINE_BGOLLY: '/nowhere/bgolly' }, true],
])('when %s, one line says that comparisons are skipped', async (_, env, isRoot) => {
  folder.writeProgram('apt-get', 'exit 100')
  const search = await ensureBgolly({ env: { PATH: folder.path, ...env }, isRoot })
  expect(search.found).toBe(false)
  expect(search.message).toMatch(/^bgolly is missing: .* reported as skipped\.$/)
})
