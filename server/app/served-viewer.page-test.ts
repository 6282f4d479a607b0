/** The built viewer, under the security headers it is served with, in a real browser. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenViewer, openViewer } from '../../viewer/testing/open-viewer.ts'

let viewer: OpenViewer

beforeAll(async () => {
  viewer = await openViewer()
})
afterAll(() => viewer?.close())

test('the page draws, isolated, without a word of complaint', async () => {
  await viewer.page.locator('canvas').first().waitFor()
  await viewer.page.waitForLoadState('networkidle')
  expect(await viewer.page.evaluate(() => crossOriginIsolated)).toBe(true)
  expect(viewer.complaints).toEqual([])
})

test('on a phone nothing is out of reach: back end, hash, and all of the top bar', async () => {
  const { page } = viewer
  await page.setViewportSize({ width: 360, height: 740 })
  for (const each of ['[aria-label="Back end"]', '[data-chip=hash]', '[aria-label=Speed]']) {
    const box = await page.locator(each).boundingBox()
    expect(box?.width, each).toBeGreaterThan(60)
    expect(box!.x, each).toBeGreaterThanOrEqual(0)
    expect(box!.x + box!.width, each).toBeLessThanOrEqual(360)
  }
  await page.setViewportSize({ width: 1280, height: 720 })
})

test('what the policy forbids does not happen: no strings are run, no styles or scripts put in', async () => {
  const outcome = await viewer.page.evaluate(async () => {
    // Only what runs later runs as the page's own code: the browser lets its debugger do anything.
    await new Promise((resolve) => setTimeout(resolve, 0))
    const evaluate = () => {
      try {
        return String(Function('return 42')())
      } catch {
        return 'refused'
      }
    }
    const script = document.createElement('script')
    script.textContent = 'globalThis.wasRun = true'
    document.head.append(script)
    const style = document.createElement('style')
    style.textContent = 'html { --was-styled: yes }'
    document.head.append(style)
    return {
      evaluated: evaluate(),
      wasRun: 'wasRun' in globalThis,
      wasStyled: getComputedStyle(document.documentElement).getPropertyValue('--was-styled'),
    }
  })
  expect(outcome).toEqual({ evaluated: 'refused', wasRun: false, wasStyled: '' })
})
