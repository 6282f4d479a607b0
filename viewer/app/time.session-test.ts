/** Time in a real page: any tick by hand and by key, ranges that repeat, and a run that outlives its worker. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeShareLink } from '../session/share-link.ts'
import { measureContrast } from '../testing/measure-contrast.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

/** A soup whose rule is switched, so that something happens to it. */
const POND = `version: 1
name: Pond
world: { size: [40, 30], topology: torus }
seed: 3
rule: B3/S23
initial: [{ soup: { density: 90 } }]
events: [{ tick: 12, rule: B36/S23 }]
`

let viewer: OpenViewer

beforeAll(async () => {
  const source = { kind: 'scenario', text: POND, files: {} } as const
  const link = await encodeShareLink({ kind: 'source', source, tick: 40, edits: [] })
  viewer = await openViewer(`/#${link}`)
  await viewer.page.emulateMedia({ reducedMotion: 'reduce' })
  await viewer.page.setViewportSize({ width: 1280, height: 720 })
  await viewer.page.locator('[data-chip=hash]:not(.stale)').waitFor()
})
afterAll(() => viewer?.close())

async function shoot(name: string): Promise<void> {
  if (process.env.SHOTS) await viewer.page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
}

const press = (key: string) => viewer.page.keyboard.press(key)
const readTick = () => viewer.page.locator('[data-readout=tick]').textContent()
const line = () => viewer.page.getByRole('slider', { name: 'Tick of the run' })

/** The hash that the chip shows for a tick. */
async function hashAt(tick: number): Promise<string> {
  const chip = viewer.page.locator('[data-chip=hash]:not(.stale)')
  await expect.poll(() => chip.getAttribute('title').catch(() => '')).toContain(`tick ${tick}:`)
  return (await chip.textContent())!
}

/** The hash of the present state, whatever its tick. */
async function chipText(): Promise<string> {
  return hashAt(Number(await readTick()))
}

/** Puts the pointer on the line at a part of its width. */
async function pointAt(part: number): Promise<readonly [x: number, y: number]> {
  const { x, y, width, height } = (await line().boundingBox())!
  return [x + part * width, y + height / 2]
}

test('a run goes back by key to states that it had, and what is known of later ticks stays', async () => {
  const { page } = viewer
  const late = await hashAt(40)
  await page.locator('.scene-canvas').focus()
  await press(',')
  const before = await hashAt(39)
  await press('.')
  expect(await hashAt(40)).toBe(late)
  await press(',')
  expect(await hashAt(39)).toBe(before)
  await line().focus()
  await press('Home')
  await hashAt(0)
  expect(await line().getAttribute('aria-valuemax')).toBe('40')
  expect(await page.locator('.timeline-known').textContent()).toBe('known to 40')
  await press('ArrowUp')
  await hashAt(12)
  expect(await line().getAttribute('aria-valuetext')).toContain('Rule B36/S23')
  await press('End')
  expect(await hashAt(40)).toBe(late)
})

test('the line is dragged to any tick, and zoomed together with the charts', async () => {
  const { page } = viewer
  await page.mouse.move(...(await pointAt(0.5)))
  await page.mouse.down()
  await hashAt(20)
  await page.mouse.move(...(await pointAt(0.25)))
  await hashAt(10)
  await page.mouse.up()
  await page.mouse.wheel(0, -600)
  const shown = async () => Number(await line().getAttribute('aria-valuemax'))
  await expect.poll(shown).toBeLessThan(40)
  await shoot('zoomed')
  await page.mouse.dblclick(...(await pointAt(0.5)))
  await expect.poll(shown).toBe(40)
  const plot = (await page.locator('[data-chart=Population] .u-over').boundingBox())!
  await page.mouse.move(plot.x + plot.width / 4, plot.y + 20)
  await page.mouse.down()
  await page.mouse.move(plot.x + plot.width / 2, plot.y + 20, { steps: 4 })
  await page.mouse.up()
  await expect.poll(shown).toBe(20)
  expect(await line().getAttribute('aria-valuemin')).toBe('10')
  await page.getByRole('button', { name: 'Show all ticks' }).click()
  await expect.poll(shown).toBe(40)
})

test('a range repeats until it is let go', async () => {
  const { page } = viewer
  await page.mouse.move(...(await pointAt(0.25)))
  await page.keyboard.down('Shift')
  await page.mouse.down()
  await page.mouse.move(...(await pointAt(0.5)), { steps: 3 })
  await page.mouse.up()
  await page.keyboard.up('Shift')
  await page.mouse.move(400, 300)
  const from = page.locator('.timeline-range input').first()
  await expect.poll(() => from.inputValue()).toBe('10')
  await page.locator('.scene-canvas').focus()
  await press('Space')
  const seen = new Set<number>()
  await expect
    .poll(async () => {
      seen.add(Number(await readTick()))
      return [...seen].filter((tick) => tick >= 10 && tick <= 20).length
    })
    .toBeGreaterThan(4)
  await shoot('loop')
  await press('4')
  await expect.poll(async () => Number(await readTick())).toBeGreaterThan(45)
  await press('Space')
  await expect.poll(() => page.getByRole('button', { name: 'Play', exact: true }).count()).toBe(1)
  expect([...seen].every((tick) => tick <= 40)).toBe(true)
})

test('a worker that is killed leaves the run as it was, edits and all', async () => {
  const { page } = viewer
  await line().focus()
  await press('Home')
  await hashAt(0)
  await page.locator('.scene-canvas').focus()
  await press('p')
  await page.waitForTimeout(200)
  const scene = (await page.locator('.scene-canvas').boundingBox())!
  await page.mouse.click(scene.x + scene.width / 2, scene.y + scene.height / 2)
  await page.locator('.tool-bar').getByText('One edit').waitFor()
  await page.getByRole('spinbutton', { name: 'Tick', exact: true }).fill('33')
  await press('Enter')
  const before = await hashAt(33)
  const [worker] = page.workers().filter((each) => /simulation\.worker/.test(each.url()))
  await worker!.evaluate(() => void setTimeout(() => self.close())).catch(() => {})
  await page.locator('.notice.news').getByText('The run goes on in another worker').waitFor()
  await expect.poll(readTick).toBe('33')
  expect(await hashAt(33)).toBe(before)
  expect(await page.locator('.tool-bar').textContent()).toContain('One edit')
  await shoot('revived')
  await page.locator('.scene-canvas').focus()
  await press('.')
  await hashAt(34)
  await press(',')
  expect(await hashAt(33)).toBe(before)
})

test('a run that was playing plays on in another worker', async () => {
  const { page } = viewer
  await page.locator('.scene-canvas').focus()
  await press('Space')
  await expect.poll(async () => Number(await readTick())).toBeGreaterThan(36)
  const [worker] = page.workers().filter((each) => /simulation\.worker/.test(each.url()))
  await worker!.evaluate(() => void setTimeout(() => self.close())).catch(() => {})
  await page.locator('.notice.news').getByText('The run goes on in another worker').last().waitFor()
  const resumed = Number(await readTick())
  await expect.poll(async () => Number(await readTick())).toBeGreaterThan(resumed)
  await press('Space')
  await expect.poll(() => page.getByRole('button', { name: 'Play', exact: true }).count()).toBe(1)
})

test('a branch goes its own way beside the one it parted from, and both come back', async () => {
  const { page } = viewer
  await page.getByRole('spinbutton', { name: 'Tick', exact: true }).fill('20')
  await press('Enter')
  const shared = await hashAt(20)
  await page.locator('.scene-canvas').focus()
  await press('w')
  await page.locator('[data-branch="1"][aria-current=true]').waitFor()
  expect(await hashAt(20)).toBe(shared)
  await press('p')
  await page.locator('[data-tool=paint]').waitFor()
  const scene = (await page.locator('.scene-canvas').boundingBox())!
  await page.mouse.click(scene.x + scene.width / 2 + 40, scene.y + scene.height / 2)
  await page.locator('.tool-bar').getByText('2 edits').waitFor()
  await press('m')
  await expect.poll(chipText).not.toBe(shared)
  const own = await chipText()
  await press('d')
  const differing = page.locator('[data-differing]')
  await expect.poll(() => differing.getAttribute('data-differing')).toMatch(/^[1-9]/)
  await page.locator('[data-compare=other] canvas').waitFor()
  await press('.')
  await hashAt(21)
  await expect
    .poll(() => page.locator('[data-compare=other] figcaption').textContent())
    .toContain('tick 21')
  await expect
    .poll(() => page.locator('.compare-verdict').textContent())
    .toContain('seen to differ first at tick 20')
  await shoot('branches')
  await page.locator('.scene-canvas').focus()
  await press('Space')
  await expect.poll(async () => Number(await readTick())).toBeGreaterThan(24)
  await press('Space')
  await press('d')
  await page.locator('[data-compare]').first().waitFor({ state: 'detached' })
  await page.getByRole('combobox', { name: 'Branch', exact: true }).selectOption('Main')
  expect(await hashAt(20)).toBe(shared)
  await page.reload()
  await page.locator('[data-branch="0"][aria-current=true]').waitFor()
  expect(await hashAt(20)).toBe(shared)
  await page.getByRole('button', { name: 'Branch 1', exact: true }).click()
  await page.locator('.tool-bar').getByText('2 edits').waitFor()
  await page.getByRole('spinbutton', { name: 'Tick', exact: true }).fill('20')
  await press('Enter')
  expect(await hashAt(20)).toBe(own)
})

test('another back end beside it never differs, and another rule does', async () => {
  const { page } = viewer
  await page
    .getByRole('combobox', { name: 'Compare this run with' })
    .selectOption('another back end')
  await page.getByRole('combobox', { name: 'Which backend' }).selectOption('reference')
  await page.getByRole('button', { name: 'Compare', exact: true }).last().click()
  const verdict = page.locator('.compare-verdict')
  await expect.poll(() => verdict.textContent()).toContain('No cell differs so far, 1 picture')
  await page.locator('.scene-canvas').focus()
  for (let tick = 21; tick <= 24; tick++) {
    await press('.')
    await hashAt(tick)
  }
  await expect
    .poll(() => page.locator('[data-compare=other] figcaption').textContent())
    .toContain('reference · tick 24')
  expect(await verdict.getAttribute('data-verdict')).toBe('same')
  await press('d')
  await page.getByRole('combobox', { name: 'Compare this run with' }).selectOption('another rule')
  await page.getByRole('textbox', { name: 'Rule to compare with' }).fill('B2/S')
  await press('Enter')
  await expect.poll(() => verdict.getAttribute('data-verdict')).toBe('different')
  await page.locator('.scene-canvas').focus()
  await press('d')
  await verdict.waitFor({ state: 'detached' })
})

test('the timeline is legible in both themes, and nothing went wrong', async () => {
  const { page } = viewer
  for (const theme of ['dark', 'light']) {
    await shoot(`timeline-${theme}`)
    expect((await page.evaluate(measureContrast)).faults).toEqual([])
    await page.locator('.scene-canvas').focus()
    await press('t')
  }
  expect(viewer.complaints).toEqual([])
})
