/** Fields in a real page: dynamics by slider, brushes and sources as edits of the run, and arrows of a field. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeShareLink } from '../session/share-link.ts'
import { measureContrast } from '../testing/measure-contrast.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

const POND = `version: 1
name: Pond
world: { size: [48, 32], topology: torus }
rule: B3/S23
seed: 7
initial:
  - soup: { density: 60 }
channels:
  - { name: scent, unit: mol, dynamic: { kind: diffuse, diffusion: 0.1, decay: 0.02, source: 0.05 } }
  - { name: signal, dynamic: { speed: 0.5 } }
`

let viewer: OpenViewer

beforeAll(async () => {
  const source = { kind: 'scenario', text: POND, files: {} } as const
  const link = await encodeShareLink({ kind: 'source', source, tick: 20, edits: [] })
  viewer = await openViewer(`/#${link}`)
  await viewer.page.setViewportSize({ width: 1280, height: 720 })
  await viewer.page.emulateMedia({ reducedMotion: 'reduce' })
  await viewer.page.locator('[data-chip=hash]:not(.stale)').waitFor()
})
afterAll(() => viewer?.close())

/** Where pictures are wanted, one of each state is kept there for whoever looks at them. */
async function keepPicture(name: string): Promise<void> {
  const folder = process.env.THUNDERLINE_PICTURES
  if (folder === undefined) return
  for (const theme of ['dark', 'light']) {
    await viewer.page.screenshot({ path: `${folder}/${name}-${theme}.png` })
    await viewer.page.getByRole('button', { name: /theme$/ }).click()
  }
}

async function expectLegible(): Promise<void> {
  expect((await viewer.page.evaluate(measureContrast)).faults).toEqual([])
}

const press = (key: string) => viewer.page.keyboard.press(key)
const hash = () => viewer.page.locator('[data-chip=hash]').textContent()
const settled = () => viewer.page.locator('[data-chip=hash]:not(.stale)').waitFor()

async function stepTo(tick: number): Promise<void> {
  await viewer.page.locator('.scene-canvas').focus()
  await press('.')
  await expect
    .poll(() => viewer.page.locator('[data-readout=tick]').textContent())
    .toBe(String(tick))
  await settled()
}

test('a slider shows the fixed-point number, and moves it as an edit that can be taken back', async () => {
  const { page } = viewer
  await page.getByRole('combobox', { name: 'Field', exact: true }).selectOption('scent')
  const slider = page.getByRole('slider', { name: 'diffusion of scent' })
  await slider.waitFor()
  expect(await slider.getAttribute('aria-valuetext')).toBe('0.1001, 410 of 4096')
  await stepTo(21)
  const before = await hash()
  await slider.focus()
  await press('Home')
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('0, 0 of 4096')
  await page.getByRole('button', { name: 'Take the last edit back' }).waitFor()
  await keepPicture('dynamics')
  await expectLegible()
  await stepTo(22)
  const tuned = await hash()
  await page.locator('.scene-canvas').focus()
  await press('Control+z')
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('0.1001, 410 of 4096')
  // It stands at the same tick, in another state.
  await expect.poll(hash).not.toBe(tuned)
  await page.getByRole('button', { name: 'Take the last edit back' }).waitFor({ state: 'detached' })
  expect(before).not.toBe(tuned)
})

test('a gaussian brush and a source are edits of the run', async () => {
  const { page } = viewer
  await page.locator('.scene-canvas').focus()
  await press('k')
  await page.getByRole('radio', { name: 'gaussian' }).click()
  await page.getByRole('spinbutton', { name: 'Ticks that it goes on for' }).fill('5')
  await page.getByRole('slider', { name: 'Radius of the brush, cells' }).fill('8')
  await keepPicture('brush')
  await expectLegible()
  const canvas = (await page.locator('.scene-canvas').boundingBox())!
  await page.mouse.click(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2)
  await page.getByRole('button', { name: 'Take the last edit back' }).waitFor()
  await stepTo(23)
  await keepPicture('source')
})

test.each(['arrows', 'streamlines'])('the slope of a field is drawn as %s', async (flow) => {
  const { page } = viewer
  await page.locator('.scene-canvas').focus()
  await press('m')
  const plain = await page.locator('.scene-canvas canvas').screenshot()
  await page.getByRole('radio', { name: flow }).click()
  await expect
    .poll(async () => (await page.locator('.scene-canvas canvas').screenshot()).equals(plain))
    .toBe(false)
  await keepPicture(flow)
  await expectLegible()
  expect(viewer.complaints).toEqual([])
})
