import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { readReplay } from '../simulation/replay/read-replay.ts'
import { lifeText } from '../testing/recorded-runs.ts'
import { runCliHere } from '../testing/run-cli.ts'

/** A browser in software brings a driver of Vulkan; its folder on Debian. */
const CHROMIUM = '/usr/lib/chromium'

const MAIN = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url))

/** Another program starts, and slow machines are not to decide. */
const TIMEOUT_MS = 120_000

async function record() {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  const [scenario, file] = [join(folder.path, 'life.json'), join(folder.path, 'life.replay')]
  await writeFile(scenario, lifeText(5, [48, 40]))
  const words = ['--ticks', '60', '--record', file, '--rhythm', '20']
  expect((await runCliHere('run', scenario, ...words)).exitCode).toBe(0)
  return { folder: folder.path, file }
}

test.each(['gpujs', 'reference', 'cpu', 'wasm'])(
  'a recording is verified on %s',
  async (backend) => {
    const { file } = await record()
    const { exitCode, out } = await runCliHere('replay', file, '--verify', '--backend', backend)
    expect(exitCode).toBe(0)
    expect(out).toContain(`verified    on ${backend}: 4 marks to tick 60\n`)
  },
)

test(
  'a recording is verified on WebGPU where there is a driver, and else it is said what is missing',
  async () => {
    const { folder, file } = await record()
    const verifyWith = (env: Readonly<Record<string, string>>) =>
      spawnSync(
        process.execPath,
        ['--no-warnings', MAIN, 'replay', file, '--verify', '--backend', 'webgpu'],
        { env: { ...process.env, ...env }, encoding: 'utf8' },
      )
    const bare = verifyWith({ VK_ICD_FILENAMES: join(folder, 'none'), LD_LIBRARY_PATH: folder })
    if (bare.status !== 0) {
      expect(bare.status).toBe(2)
      expect(bare.stderr).toContain(
        'There is no back end "webgpu" for this: Node\'s package webgpu',
      )
    }
    const library = join(CHROMIUM, 'libvulkan.so.1')
    if (!existsSync(library)) return
    // The folder has libraries of its own that Node is not to take.
    const own = join(folder, 'vulkan')
    mkdirSync(own)
    symlinkSync(library, join(own, 'libvulkan.so.1'))
    const driver = join(CHROMIUM, 'vk_swiftshader_icd.json')
    const { status, stdout, stderr } = verifyWith({
      LD_LIBRARY_PATH: own,
      VK_ICD_FILENAMES: driver,
    })
    expect([status, stderr]).toEqual([0, expect.any(String)])
    expect(stdout).toContain('verified    on webgpu: 4 marks to tick 60\n')
  },
  TIMEOUT_MS,
)

test('a recording that was broken off before its first mark is not verified', async () => {
  const { folder, file } = await record()
  const [header] = (await readFile(file, 'utf8')).split('\n')
  const torn = join(folder, 'torn.replay')
  await writeFile(torn, `${header}\n`)
  expect((await readReplay(await readFile(torn))).marks).toEqual([])
  const { exitCode, err } = await runCliHere('replay', torn, '--verify')
  expect(exitCode).toBe(2)
  expect(err).toContain('it has no mark')
})
