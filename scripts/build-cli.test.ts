import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { buildCli } from './build-cli.ts'
import { CLI_FILE } from './project.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

test('the bundled command line runs as a program of its own, away from the repository', async () => {
  await buildCli()
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  folder.write('package.json', '{ "type": "module" }')
  const program = join(folder.path, 'thunderline.js')
  copyFileSync(CLI_FILE, program)
  const output = execFileSync(program, ['--help'], { cwd: folder.path, encoding: 'utf8' })
  expect(output).toContain('pattern convert')
})
