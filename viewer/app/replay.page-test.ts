/** A run that somebody paints in, recorded in a browser and verified in Node. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readReplay } from '../../engine/simulation/replay/read-replay.ts'
import { openReplayRun } from '../../engine/simulation/replay/start-replay.ts'
import { verifyReplay } from '../../engine/simulation/replay/verify-replay.ts'
import { lifeText } from '../../engine/testing/recorded-runs.ts'
import { encodeShareLink } from '../session/share-link.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

let viewer: OpenViewer

beforeAll(async () => {
  const source = { kind: 'scenario', text: lifeText(), files: {} } as const
  const edits = [{ tick: 4, paint: [{ cells: [[3, 3]], state: 1 }] }]
  const link = await encodeShareLink({ kind: 'source', source, tick: 30, edits })
  viewer = await openViewer(`/#${link}`)
  await viewer.page.setViewportSize({ width: 1280, height: 720 })
  await viewer.page.locator('[data-chip=hash]:not(.stale)').waitFor()
})
afterAll(() => viewer?.close())

test('what was recorded in the browser comes out again in Node, and can be opened there', async () => {
  const { page, complaints } = viewer
  const downloading = page.waitForEvent('download')
  await page.locator('[data-action=save-replay]').click()
  const path = await (await downloading).path()
  const replay = await readReplay(await readFile(path))
  expect(replay).toMatchObject({ lastTick: 30, inputs: [{ tick: 4 }] })
  const run = await openReplayRun(replay)
  for (const backend of ['reference', 'wasm'] as const) {
    expect(await verifyReplay(replay, run, { backend })).toMatchObject({
      ticks: 30,
      divergence: undefined,
    })
  }
  const bytes = await readFile(path)
  const file = { name: 'life.replay', mimeType: 'application/x-ndjson', buffer: bytes }
  await page.locator('input[type=file]').first().setInputFiles(file)
  await page.locator('[data-replay=good]').waitFor()
  expect(complaints).toEqual([])
})
