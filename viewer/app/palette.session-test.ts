/** The command palette, as those use it who know what they want and not where it is. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeShareLink } from '../session/share-link.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

/** Its names come from a file, and are no markup. */
const POND = `version: 1
name: Pond
world: { size: [16, 8] }
rule: |
  rule({ states: 2, neighborhood: 'moore', channels: ['warmth'] }, (state, neighbors, fields) => {
    fields.warmth += 100
    return state
  })
channels: [warmth]
`

let viewer: OpenViewer

beforeAll(async () => {
  const source = { kind: 'scenario', text: POND, files: {} } as const
  const link = await encodeShareLink({ kind: 'source', source, tick: 2, edits: [] })
  viewer = await openViewer(`/#${link}`)
  await viewer.page.emulateMedia({ reducedMotion: 'reduce' })
  await viewer.page.setViewportSize({ width: 1000, height: 480 })
  await viewer.page.locator('[data-chip=hash]:not(.stale)').waitFor()
})
afterAll(() => viewer?.close())

const press = (key: string) => viewer.page.keyboard.press(key)
const palette = () => viewer.page.locator('dialog.palette[open]')
const options = () => palette().getByRole('option')
const groups = () => palette().locator('.palette-group').allTextContents()
const tick = () => viewer.page.locator('[data-readout=tick]').textContent()
const isGone = () => palette().waitFor({ state: 'detached' })

/** Title of the option that the field points at, which has to be the one that is marked as chosen. */
async function chosen(): Promise<string | null> {
  const option = palette().locator('[role=option][aria-selected=true]')
  const field = palette().getByRole('combobox')
  expect(await field.getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'))
  expect(await field.evaluate((each) => each === document.activeElement)).toBe(true)
  return option.locator('.palette-title').textContent()
}

test('a command is found by a few of its letters, and done', async () => {
  const { page } = viewer
  await page.locator('.scene-canvas').focus()
  await press('Control+k')
  await options().first().waitFor()
  // Letters that are keys of commands are letters here.
  await page.keyboard.type('on tick')
  expect(await chosen()).toBe('One tick')
  expect(await tick()).toBe('2')
  await press('Enter')
  await isGone()
  await expect.poll(tick).toBe('3')
  expect(await page.locator(':focus').getAttribute('class')).toBe('scene-canvas')
})

test('what was chosen last is first, and the arrows go around the list', async () => {
  await viewer.page.getByRole('button', { name: 'Command palette' }).click()
  await options().first().waitFor()
  expect((await groups()).slice(0, 2)).toEqual(['Recent', 'Time'])
  expect(await chosen()).toBe('One tick')
  await press('ArrowUp')
  expect(await chosen()).toBe(await options().last().locator('.palette-title').textContent())
  await press('ArrowDown')
  await press('ArrowDown')
  expect(await chosen()).toBe('Play or pause')
  await press('Escape')
  await isGone()
  expect(await tick()).toBe('3')
})

test('another dialog takes its place, and gives the focus back to where it came from', async () => {
  const { page } = viewer
  const search = page.getByRole('searchbox', { name: 'Search the library' })
  await search.focus()
  await press('Control+k')
  await page.keyboard.type('share')
  await press('Enter')
  await page.locator('dialog[open] .share-link').waitFor()
  await isGone()
  await press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  expect(await search.evaluate((each) => each === document.activeElement)).toBe(true)
})

test('a field of the world is shown and hidden by name', async () => {
  const { page } = viewer
  await press('Control+k')
  await page.keyboard.type('warmth')
  expect(await chosen()).toBe('Show warmth')
  await press('Enter')
  await page.locator('.field-legend').waitFor()
  await press('Control+k')
  await page.keyboard.type('hide')
  await options().getByText('warmth').click()
  await page.locator('.field-legend').waitFor({ state: 'detached' })
})

test('a scenario is opened by its name, and what nothing is called is said to be so', async () => {
  const { page, complaints } = viewer
  await press('Control+k')
  await page.keyboard.type('zzzzqq')
  await palette().getByText('Nothing is called that.').waitFor()
  expect(await options().count()).toBe(0)
  await press('Enter')
  await palette().getByRole('combobox').fill('glidr 4555')
  await options().first().waitFor()
  expect(await chosen()).toBe('Glider of 4555')
  await press('Enter')
  await page.getByRole('heading', { name: 'Glider of 4555' }).waitFor()
  expect(complaints).toEqual([])
})
