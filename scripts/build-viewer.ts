/** Builds the viewer for production, when what it is built from has changed. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { compressFolder } from './compress.ts'
import { fingerprint } from './fingerprint.ts'
import { ROOT, VIEWER_FOLDER } from './project.ts'

/** Outside the built folder, which is served to everybody as it is. */
const FINGERPRINT_FILE = `${VIEWER_FOLDER}.fingerprint`

const SOURCES = [
  'engine',
  'public',
  'scenarios',
  'shaders',
  'viewer',
  'package-lock.json',
  'scripts/build-viewer.ts',
  'scripts/compress.ts',
  'server/app/security-headers.ts',
  'vite.config.ts',
]

/** Builds the viewer into `dist/viewer`. A build that is interrupted never counts as finished. */
export async function buildViewer(): Promise<void> {
  rmSync(FINGERPRINT_FILE, { force: true })
  const sources = fingerprintSources()
  const { NODE_ENV } = process.env
  // A test runner has another, with which React would be built for development.
  process.env.NODE_ENV = 'production'
  try {
    await build({ configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn' })
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
  }
  await compressFolder(VIEWER_FOLDER)
  writeFileSync(FINGERPRINT_FILE, sources)
}

/** Builds the viewer unless the one that is there is fresh, and tells which it was. */
export async function ensureViewerBuilt(): Promise<'built' | 'fresh'> {
  if (isFresh()) return 'fresh'
  await buildViewer()
  return 'built'
}

function isFresh(): boolean {
  if (!existsSync(FINGERPRINT_FILE) || !existsSync(join(VIEWER_FOLDER, 'index.html'))) return false
  return readFileSync(FINGERPRINT_FILE, 'utf8') === fingerprintSources()
}

function fingerprintSources(): string {
  return fingerprint(ROOT, SOURCES, (path) => !/[.-]test\.tsx?$/.test(path))
}
