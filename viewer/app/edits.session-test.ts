/** Shapes, patterns and the rule are edited in the built viewer, by pointer and by key. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeShareLink } from '../session/share-link.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

const POND = {
  ...{ version: 1, name: 'Pond', world: { size: [64, 40] }, seed: '3', rule: 'B3/S23' },
  ...{ initial: [{ soup: { density: 60, box: { size: [20, 20] } } }] },
}

let viewer: OpenViewer

beforeAll(async () => {
  const source = { kind: 'scenario', text: JSON.stringify(POND), files: {} } as const
  viewer = await openViewer(
    `/#${await encodeShareLink({ kind: 'source', source, tick: 4, edits: [] })}`,
  )
  await viewer.page.emulateMedia({ reducedMotion: 'reduce' })
  await viewer.page.setViewportSize({ width: 1280, height: 720 })
  await viewer.page.locator('[data-chip=hash]:not(.stale)').waitFor()
})
afterAll(() => viewer?.close())

async function shoot(name: string): Promise<void> {
  if (process.env.SHOTS) await viewer.page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
}

const button = (name: string) => viewer.page.getByRole('button', { name, exact: true })
const note = (text: string) => viewer.page.locator('.edits-row', { hasText: text }).waitFor()

/** Drags in the world, by parts of its width and height from its middle. */
async function drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const { x, y, width, height } = (await viewer.page.locator('canvas').first().boundingBox())!
  const at = ([right, down]: readonly [number, number]) =>
    [x + width * (0.5 + right), y + height * (0.5 + down)] as const
  await viewer.page.mouse.move(...at(from))
  await viewer.page.mouse.down()
  await viewer.page.mouse.move(...at(to), { steps: 4 })
}

test('a ball is outlined before it is painted, and is taken back and done again', async () => {
  const { page } = viewer
  await button('Paint a state').click()
  await page.getByRole('radio', { name: 'disk' }).click()
  await drag([0.1, 0], [0.18, 0.05])
  await shoot('edit-disk')
  await page.mouse.up()
  await note('One edit in this run')
  await page.keyboard.press('Control+z')
  await note('All edits taken back')
  await button('Do again what was taken back').click()
  await note('One edit in this run')
})

test('a pattern that is pasted is shown where it would lie, and is placed by a click', async () => {
  const { page } = viewer
  await button('Place a pattern').click()
  await page.getByLabel('Pattern of the library').selectOption('gosper-gun.rle')
  await page.locator('.paste-turns').waitFor()
  await button('Turn clockwise').click()
  await page.locator('.paste-hint', { hasText: '9 × 36' }).waitFor()
  await drag([-0.2, 0], [-0.2, 0])
  await page.mouse.up()
  await shoot('edit-paste')
  await note('2 edits in this run')
})

test.each(['light', 'dark'])('the rule is edited with what is wrong told, %s', async (theme) => {
  const { page } = viewer
  await page.keyboard.press('m')
  const isDark = (await page.locator('html.dark').count()) === 1
  if (isDark !== (theme === 'dark')) await page.keyboard.press('t')
  if ((await page.locator('.rule-editor').count()) === 0) await page.keyboard.press('9')
  const field = page.getByLabel('Any notation, a name, or the text of a rule file')
  await field.fill('HighLive')
  await page.getByText('Did you mean').waitFor()
  await shoot(`edit-rule-fault-${theme}`)
  await button('HighLife').click()
  await page.locator('.rule-says', { hasText: 'B36/S23' }).waitFor()
  await page.getByLabel('Shapes apart').check()
  await shoot(`edit-rule-${theme}`)
  await page.getByLabel('Shapes apart').uncheck()
  const birth = button('Birth with 7 neighbors')
  const before = await birth.getAttribute('aria-pressed')
  await birth.click()
  await page
    .locator(`[aria-label="Birth with 7 neighbors"]:not([aria-pressed=${before}])`)
    .waitFor()
  await page.locator('.rule-says', { hasText: 'in force' }).waitFor()
})

test('nothing of it was complained of', () => {
  expect(viewer.complaints).toEqual([])
})
