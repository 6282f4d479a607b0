import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

let viewer: OpenViewer

beforeAll(async () => {
  viewer = await openViewer('/#v=1&scenario=amoeba&tick=12')
  await viewer.page.setViewportSize({ width: 1280, height: 720 })
  await waitForTick(12)
  await viewer.page.keyboard.press('g')
})

afterAll(() => viewer?.close())

async function waitForTick(tick: number): Promise<void> {
  await viewer.page.waitForFunction((wanted) => {
    const frames = performance.getEntriesByName('thunderline:frame') as PerformanceMeasure[]
    const last = frames.at(-1)?.detail as { tick: number } | undefined
    return last !== undefined && last.tick >= wanted
  }, tick)
}

/** Waits until so many views have painted something, and gives the share of each that is not blank. */
async function coverage(): Promise<number[]> {
  await viewer.page.waitForTimeout(500)
  const views = viewer.page.locator('.scene-view')
  const shares: number[] = []
  for (let i = 0; i < (await views.count()); i++) {
    const png = await views.nth(i).screenshot()
    shares.push(
      await viewer.page.evaluate(async (base64) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
        const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
        const canvas = new OffscreenCanvas(picture.width, picture.height)
        const context = canvas.getContext('2d')!
        context.drawImage(picture, 0, 0)
        const { data } = context.getImageData(0, 0, picture.width, picture.height)
        let colored = 0
        for (let at = 0; at < data.length; at += 4) {
          const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!]
          if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60) colored++
        }
        return (4 * colored) / data.length
      }, png.toString('base64')),
    )
  }
  return shares
}

/** Software draws on slow cores: a picture is waited for, however long it takes. */
const POLL = { timeout: 60_000, interval: 200 }

/** The share of the first view that is not blank. */
const shareSeen = async () => (await coverage())[0]!

const chooseColor = (value: string) => viewer.page.getByLabel('Color of a cell').selectOption(value)

const draw = (name: string) =>
  viewer.page
    .getByRole('radiogroup', { name: 'Drawn as' })
    .getByRole('radio', { name, exact: true })
    .click()

test.each(['volume', 'cubes', 'surface', 'slices'])('a world is drawn as %s', async (name) => {
  await draw(name)
  await expect.poll(shareSeen, POLL).toBeGreaterThan(0.004)
})

test('cells are colored by age and activity, and the legend says what the colors mean', async () => {
  const { page } = viewer
  await draw('auto')
  await chooseColor('age')
  await page.getByText('Ticks since a cell was seen to change.').waitFor()
  await page.keyboard.press('.')
  await page.getByText('Every tick is seen.').waitFor()
  await chooseColor('activity')
  await page.getByText('How often a cell changed').waitFor()
  await expect.poll(shareSeen, POLL).toBeGreaterThan(0.01)
  await chooseColor('state')
})

test('planes across several axes cut the world open', async () => {
  const { page } = viewer
  const [whole] = await coverage()
  for (const [name, value] of [
    ['End of x that is drawn', '40'],
    ['Beginning of z that is drawn', '55'],
  ] as const) {
    await page.getByLabel(name).fill(value)
  }
  await expect.poll(shareSeen, POLL).toBeLessThan(whole! * 0.8)
  const [cut] = await coverage()
  await page.getByRole('button', { name: 'Show the whole world' }).click()
  await expect.poll(shareSeen, POLL).toBeGreaterThan(cut!)
})

test('four views show one world from four sides, and keys move the one that was pressed', async () => {
  const { page } = viewer
  for (let count = 1; count < 4; count++) await page.keyboard.press('2')
  await page.getByText('From the right').waitFor()
  const shares = await coverage()
  expect(shares).toHaveLength(4)
  for (const share of shares) expect(share).toBeGreaterThan(0.005)
  const views = page.locator('.scene-view')
  await views.nth(1).click({ position: { x: 20, y: 120 } })
  /** Where the names of the axes stand in a view, which its camera decides. */
  const placesIn = (view: number) =>
    views
      .nth(view)
      .locator('.axis-label:not(.axis-tick)')
      .evaluateAll((labels) => labels.map((label) => (label as HTMLElement).style.transform))
  const before = await Promise.all([0, 1].map(placesIn))
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => placesIn(1)).not.toEqual(before[1])
  expect(await placesIn(0)).toEqual(before[0])
  await page.keyboard.press('2')
  await expect.poll(() => views.count()).toBe(1)
})

test('a lost picture comes back, and the run is what it would have been', async () => {
  const { page } = viewer
  await draw('volume')
  const [before] = await coverage()
  const lose = () =>
    page.evaluate(() => {
      const gl = document
        .querySelector<HTMLCanvasElement>('.scene-view canvas')
        ?.getContext('webgl2')
      const extension = gl?.getExtension('WEBGL_lose_context')
      Object.assign(globalThis, { restorePicture: () => extension?.restoreContext() })
      extension?.loseContext()
    })
  await lose()
  await page.getByText('The graphics card lost the picture').waitFor()
  // Ticks go on while nothing can be drawn.
  const from = await page.evaluate(() => performance.getEntriesByName('thunderline:frame').length)
  await page.keyboard.press('.')
  await page.waitForFunction(
    (count) => performance.getEntriesByName('thunderline:frame').length > count,
    from,
  )
  await page.evaluate(() => (globalThis as unknown as { restorePicture(): void }).restorePicture())
  await page.getByText('The graphics card lost the picture').waitFor({ state: 'detached' })
  await expect.poll(shareSeen, POLL).toBeGreaterThan(before! * 0.8)
  // Where it does not come back by itself, a button draws it anew.
  await lose()
  await page.getByRole('button', { name: 'Draw it anew' }).click()
  await page.getByText('The graphics card lost the picture').waitFor({ state: 'detached' })
  await expect.poll(shareSeen, POLL).toBeGreaterThan(before! * 0.8)
  await page.locator('[data-chip="hash"]').click()
  await page.locator('[data-action="verify"]').click()
  await page.getByText('Verified: the reference back end comes to the same hashes').waitFor()
  expect(viewer.complaints.filter((text) => !/context/i.test(text))).toEqual([])
})
