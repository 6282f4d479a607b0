/** Every back end that a person can choose, in the built viewer and under its security headers. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenViewer, openViewer } from '../../viewer/testing/open-viewer.ts'

let viewer: OpenViewer

beforeAll(async () => {
  viewer = await openViewer('/#v=1&scenario=brians-brain')
})
afterAll(() => viewer?.close())

/** Chooses a back end, as a person does; gives the first digits of the state's hash on it. */
async function hashOn(backend: string): Promise<string | null> {
  const { page } = viewer
  await page.getByLabel('Back end', { exact: true }).selectOption(backend)
  await page.locator(`label.backend[title^="Ticked by the ${backend} back end"]`).waitFor()
  const chip = page.locator('[data-chip=hash]:not(.stale)')
  await chip.waitFor()
  return chip.textContent()
}

test('all of them come to the same state, gpu.js and WebGPU among them, and no rule is broken', async () => {
  const { page, complaints } = viewer
  await page.getByRole('button', { name: /^Pause/ }).click()
  const expected = await hashOn('reference')
  expect(expected).toMatch(/^[0-9a-f]{8}$/)
  for (const backend of ['wasm', 'gpujs', 'webgpu', 'cpu']) {
    expect({ backend, hash: await hashOn(backend) }).toEqual({ backend, hash: expected })
  }
  expect(complaints).toEqual([])
})
