/** The inspector for those who see little, use no pointer, or want nothing to move. */
import type { Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeShareLink } from '../session/share-link.ts'
import { measureContrast } from '../testing/measure-contrast.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'
import { tabUntil } from '../testing/tab-until.ts'

/** Two zones of bits in a field; small, since software draws. */
const TOWNS = `version: 1
name: Two towns
world: { size: [16, 8], topology: box }
rule: |
  rule({ states: 2, neighborhood: 'moore', channels: ['heat'] }, (state, neighbors, fields) => {
    fields.heat += 100
    return 1 - state
  })
channels: [heat]
zones:
  - { name: west, box: { size: [8, 8] }, settled: true }
  - { name: east, box: { at: [8, 0], size: [8, 8] }, settled: true, clock: { divisor: 2 } }
policies: { use: [permit-all], capacities: { east: 64 } }
bits:
  - { box: { size: [16, 8] } }
`

let viewer: OpenViewer

beforeAll(async () => {
  const source = { kind: 'scenario', text: TOWNS, files: {} } as const
  const link = await encodeShareLink({ kind: 'source', source, tick: 3, edits: [] })
  viewer = await openViewer(`/#${link}`)
  await viewer.page.setViewportSize({ width: 1280, height: 720 })
  await viewer.page.locator('[data-chip=hash]:not(.stale)').waitFor()
})
afterAll(() => viewer?.close())

const press = (key: string) => viewer.page.keyboard.press(key)
const focused = (): Locator => viewer.page.locator(':focus')

const tabTo = (selector: string, key?: string) => tabUntil(viewer.page, selector, key)

const eventOf = (type: string) => viewer.page.locator(`[data-event="${type}"]`).first()

test('without a pointer a bit is selected, suspended, its events read and all of it taken back', async () => {
  const { page } = viewer
  await tabTo('.scene-canvas')
  await press('Enter')
  await page.getByRole('heading', { name: 'Bit', exact: true }).waitFor()
  await press('ArrowLeft')
  await page.getByText('Cell 7, 4, 0').waitFor({ state: 'attached' })
  await tabTo('.bit-parameters input[type=checkbox]')
  await press('Space')
  await tabTo('.bit-orders button')
  expect(await focused().textContent()).toBe('Suspend')
  await press('Enter')
  await eventOf('bit.suspended').waitFor()
  expect(await eventOf('bit.suspended').textContent()).toContain('suspended by hand')
  await page.getByText('suspended by hand', { exact: false }).first().waitFor()
  expect(await focused().textContent(), 'the focus stays where it was').toBe('Activate')
  await press('Enter')
  await eventOf('bit.activated').waitFor()
  await press('.')
  await eventOf('bit.ticked').waitFor()
  await tabTo('.event-list')
  await press('Control+z')
  await page.getByText('2 edits in this run').waitFor()
  expect(viewer.complaints).toEqual([])
})

test('without a pointer a zone is selected, and the scene taken hold of again', async () => {
  await tabTo('.zone-row')
  await press('Enter')
  await viewer.page.locator('[data-report=zone]').waitFor()
  expect(await focused().getAttribute('aria-pressed')).toBe('true')
  await tabTo('.scene-canvas', 'Shift+Tab')
  await press('Escape')
  await viewer.page.locator('[data-report=zone]').waitFor({ state: 'detached' })
})

/** What is opened over the page or in the inspector, and how. */
const VIEWS: readonly (readonly [name: string, keys: readonly string[], shows: string])[] = [
  ['a bit with its events', ['Enter'], '[data-report=bit] .event-list'],
  ['a box with a field', ['b', 'Enter', 'ArrowRight', 'f'], '[data-report=box] .box-orders'],
  ['the paint tool', ['p'], '.swatch-row'],
  ['the poke tool with zones', ['k'], '.zone-label'],
  ['the link', ['s'], 'dialog[open] .share-link'],
  ['the keys', ['?'], 'dialog[open] kbd'],
  ['the hash', ['h'], 'dialog[open] .hash-row'],
]

describe.each(['dark', 'light'])('in the %s theme contrast is enough', (theme) => {
  test('in every view of the inspector', async () => {
    const { page } = viewer
    // Colors on their way to others are none of the theme.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const isDark = () => page.evaluate(() => document.documentElement.classList.contains('dark'))
    await press('Escape')
    await page.locator('.scene-canvas').focus()
    await press('m')
    await press('Escape')
    if ((await isDark()) !== (theme === 'dark')) await press('t')
    await page.getByLabel('Show where they end').check()
    await page.locator('.scene-canvas').focus()
    for (const [name, keys, shows] of VIEWS) {
      for (const key of keys) await press(key)
      await page.locator(shows).first().waitFor()
      const { compared, faults } = await page.evaluate(measureContrast)
      expect(compared, name).toBeGreaterThan(10)
      expect(faults, name).toEqual([])
      if (shows.startsWith('dialog')) await press('Escape')
      await page.locator('dialog').waitFor({ state: 'detached' })
    }
    await page.locator('.zone-row').first().click()
    await page.locator('[data-report=zone]').waitFor()
    expect((await page.evaluate(measureContrast)).faults, 'a zone').toEqual([])
  })
})

test('where less motion is wanted nothing moves by itself', async () => {
  const { browser, address } = viewer
  const page = await browser.newPage({ reducedMotion: 'reduce' })
  await page.goto(`${address}/#v=1&scenario=bays-4555-glider&tick=1`)
  await page.locator('canvas').first().waitFor()
  await page.locator('[data-chip=hash]:not(.stale)').waitFor()
  expect(await page.getByRole('button', { name: 'Turn slowly' }).getAttribute('aria-pressed')).toBe(
    'false',
  )
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element)
        return /[1-9]/.test(transitionDuration) || animationName !== 'none'
      })
      .map((element) => element.className),
  )
  expect(moving).toEqual([])
  await page.close()
})
