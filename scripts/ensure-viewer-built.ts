/** Vitest's global set-up of all tests in pages: there is a fresh viewer for them to open, with its workers. */
import { ensureViewerBuilt } from './build-viewer.ts'

export default async function setup(): Promise<void> {
  await ensureViewerBuilt()
}
