/** Each machine here is a folder of programs, which stands for its whole PATH. */
import { dirname } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ensurePostgres, findPostgres } from './find-postgres.ts'
import { createTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts'

let folder: TemporaryFolder

beforeEach(() => {
  folder = createTemporaryFolder()
})
afterEach(() => folder.dispose())

/** Where Debian's versions would be, were they on this machine: in a folder that is not there. */
const NOWHERE = '/nowhere/postgresql'

function writePrograms(name: string): string {
  folder.writeProgram(`${name}/initdb`, '')
  return dirname(folder.writeProgram(`${name}/postgres`, ''))
}

test('what the variable names comes before what PATH holds, and that before other versions', () => {
  const [named, onPath] = [writePrograms('named'), writePrograms('path')]
  const versions = `${folder.path}/versions`
  const newest = writePrograms('versions/15/bin')
  writePrograms('versions/9/bin')
  const env = { PATH: `/nowhere:${onPath}` }
  expect(findPostgres({ ...env, THUNDERLINE_POSTGRES: named }, versions)).toBe(named)
  expect(findPostgres(env, versions)).toBe(onPath)
  expect(findPostgres({ PATH: folder.path }, versions)).toBe(newest)
})

test('a folder with one of the programs is not enough', () => {
  folder.writeProgram('half/initdb', '')
  expect(findPostgres({ PATH: `${folder.path}/half` }, NOWHERE)).toBeUndefined()
})

test('root gets it from the package postgresql', async () => {
  folder.writeProgram(
    'apt-get',
    `case "$*" in *"install -y -qq --no-install-recommends postgresql")
      for name in initdb postgres; do echo "#!/bin/sh" > ${folder.path}/$name; /bin/chmod +x ${folder.path}/$name; done ;; esac`,
  )
  const search = await ensurePostgres({ env: { PATH: folder.path }, isRoot: true }, NOWHERE)
  expect(search).toMatchObject({ found: true, path: folder.path })
})

test.each([
  ['it cannot be installed', {}, false],
  ['the package is unknown', {}, true],
  ['nothing may be installed', { THUNDERLINE_NO_INSTALL: '1' }, true],
  ['the variable names no folder of it', { THUNDERLINE_POSTGRES: '/nowhere' }, true],
])('when %s, one line says that tests are skipped', async (_, env, isRoot) => {
  folder.writeProgram('apt-get', 'exit 100')
  const machine = { env: { PATH: folder.path, ...env }, isRoot }
  const search = await ensurePostgres(machine, NOWHERE)
  expect(search.found).toBe(false)
  expect(search.message).toMatch(/^PostgreSQL is missing: .* reported as skipped\.$/)
})
