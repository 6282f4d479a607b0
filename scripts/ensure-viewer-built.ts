/** Vitest's global set-up of the page tests: there is a fresh viewer for them to open. */
import { ensureViewerBuilt } from './build-viewer.ts'

export default async function setup(): Promise<void> {
  await ensureViewerBuilt()
}
