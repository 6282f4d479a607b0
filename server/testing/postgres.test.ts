/** The server of the tests, which must leave nothing behind. */
import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { WHY_NO_POSTGRES } from './postgres.ts'

const ENTRY = new URL('./hold-postgres.ts', import.meta.url)

test.skipIf(WHY_NO_POSTGRES !== undefined).each(['SIGKILL', 'SIGINT'] as const)(
  `a server is gone, and its folder, when the process of the tests ends by %s${WHY_NO_POSTGRES ?? ''}`,
  async (signal) => {
    const child = fork(ENTRY, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
    const told = await new Promise<Buffer>((resolve) => child.stdout?.once('data', resolve))
    const { folder, pid } = JSON.parse(told.toString()) as { folder: string; pid: number }
    expect(existsSync(folder)).toBe(true)
    process.kill(pid, 0)
    child.kill(signal)
    await expect.poll(() => existsSync(folder)).toBe(false)
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  },
)
