/** Disks that are soon full, by the system itself. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { onTestFinished } from 'vitest'

/** Mounts a small disk in memory, until the test is over; says why not where it cannot. */
export function mountSmallDisk(path: string, size: string): string | undefined {
  if (process.platform !== 'linux') return 'there is no tmpfs on this system'
  if (process.getuid?.() !== 0) return 'only root can mount a small disk'
  mkdirSync(path, { recursive: true })
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path])
  if (status !== 0) return 'a small disk cannot be mounted here'
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', path])
  })
  return undefined
}
