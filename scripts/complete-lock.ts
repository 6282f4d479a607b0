/**
 * Completes package-lock.json after a dependency has changed: `node scripts/complete-lock.ts`.
 *
 * Packages with native parts list one optional package a platform. A registry mirror that holds
 * only this machine's leaves the others out of the lock, and `npm ci` then refuses a lock that
 * does not name them all. They are named here from what their parents ask for, without a checksum.
 */
import { readFileSync, writeFileSync } from 'node:fs'

interface LockEntry {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const SYSTEMS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'win32',
]
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockEntry> }

for (const [parentPath, parent] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(parent.optionalDependencies ?? {})) {
    if (isLocked(parentPath, name)) continue
    const entry = describePlatformPackage(name, range, parent)
    if (entry === undefined) continue
    lock.packages[`node_modules/${name}`] = entry
    console.log(`named ${name}@${entry.version}`)
  }
}
const byPath = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
writeFileSync(
  file,
  `${JSON.stringify({ ...lock, packages: Object.fromEntries(byPath) }, null, 2)}\n`,
)

/** Whether a package is found from its parent's folder upward, as Node resolves it. */
function isLocked(parentPath: string, name: string): boolean {
  for (let folder = parentPath; ; ) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true
    if (folder === '') return false
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  }
}

/** The entry of a package whose name tells its platform; undefined when it tells none. */
function describePlatformPackage(
  name: string,
  range: string,
  parent: LockEntry,
): LockEntry | undefined {
  const words = name.split(/[/-]/)
  const os = name === 'fsevents' ? 'darwin' : words.find((word) => SYSTEMS.includes(word))
  const cpu = words.find((word) => PROCESSORS.includes(word))
  const version = /^\D*(\d+\.\d+\.\d+\S*)$/.exec(range)?.[1]
  if (version === undefined || (os === undefined && cpu === undefined)) return undefined
  const hasMusl = words.some((word) => word.startsWith('musl'))
  const hasGlibc = words.some((word) => word.startsWith('gnu'))
  return {
    version,
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(parent.dev ? { dev: true } : {}),
    ...(os === 'linux' && (hasMusl || hasGlibc) ? { libc: [hasMusl ? 'musl' : 'glibc'] } : {}),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
  }
}
