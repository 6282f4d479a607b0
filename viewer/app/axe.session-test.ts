/** The states of the page before axe-core, which knows the rules of WCAG and ARIA. */
import axe from 'axe-core'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeShareLink } from '../session/share-link.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

/** Zones of bits in a field: each part of the inspector has something to show. */
const TOWNS = `version: 1
name: Two towns
world: { size: [16, 8, 4], topology: box }
rule: |
  rule({ states: 2, neighborhood: 'moore', channels: ['heat'] }, (state, neighbors, fields) => {
    fields.heat += 100
    return 1 - state
  })
channels: [heat]
zones:
  - { name: west, box: { size: [8, 8, 4] }, settled: true }
  - { name: east, box: { at: [8, 0, 0], size: [8, 8, 4] }, settled: true, clock: { divisor: 2 } }
policies: { use: [permit-all], capacities: { east: 64 } }
bits:
  - { box: { size: [16, 8, 4] } }
`

/** What is opened, by which keys in the scene, and what then is there. */
const STATES: readonly (readonly [name: string, keys: readonly string[], shows: string])[] = [
  ['the start', [], '.inspector'],
  ['a bit with its events', ['Enter'], '[data-report=bit] .event-list'],
  ['a box with a field', ['b', 'Enter', 'ArrowRight', 'f'], '[data-report=box] .box-orders'],
  ['the paint tool', ['p'], '.swatch-row'],
  ['the poke tool with zones', ['k', 'n'], '.zone-row'],
  ['the palette', ['Control+k'], 'dialog[open] [role=option]'],
  ['the keys', ['?'], 'dialog[open] kbd'],
  ['the link', ['s'], 'dialog[open] .share-link'],
  ['the hash', ['h'], 'dialog[open] .hash-row'],
  ['the metrics', ['y'], 'dialog[open] input[type=checkbox]'],
  ['the search', ['q'], '[data-panel=search] .search'],
  ['the record', ['j'], '[data-panel=record] .record'],
]

/** In the narrow window panels are drawers, closed at first; the dialogs are the same in both. */
const DRAWERS: typeof STATES = [
  ['drawers that are closed', [], '.scene-canvas'],
  ['the library as a drawer', ['l'], '.library'],
  ['the inspector as a drawer', ['l', 'i'], '.inspector'],
  ...STATES.slice(1).filter(([, , shows]) => !shows.startsWith('dialog')),
]

const WINDOWS = [
  [1280, 720, STATES],
  [900, 720, DRAWERS],
] as const

/** Each state is looked at as a whole, which takes seconds where software draws. */
const TIMEOUT_MS = 600_000

let viewer: OpenViewer

beforeAll(async () => {
  const source = { kind: 'scenario', text: TOWNS, files: {} } as const
  const link = await encodeShareLink({ kind: 'source', source, tick: 3, edits: [] })
  viewer = await openViewer(`/#${link}`)
  const { page } = viewer
  // Colors on their way to others are none of the theme.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.locator('[data-chip=hash]:not(.stale)').waitFor()
  // As a debugger adds it, which no policy of the page forbids.
  await page.evaluate(axe.source)
})
afterAll(() => viewer?.close())

interface Fault {
  readonly rule: string
  readonly impact: string
  readonly what: readonly string[]
}

/** What axe finds, of an impact that it calls serious or critical. */
async function findFaults(page: Page): Promise<readonly Fault[]> {
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: typeof axe }
    const { violations } = await checker.run(document, { resultTypes: ['violations'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, impact, nodes }) => ({
        rule: id,
        impact: impact ?? '',
        what: nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`),
      }))
  })
}

/** Controls in view that tell nobody what they do, neither in a tooltip nor in a description. */
async function findHelpless(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const modal = document.querySelector('dialog[open]') ?? document
    const controls = modal.querySelectorAll<HTMLElement>('button, input, select, textarea, summary')
    return [...controls]
      .filter(
        (each) =>
          each.checkVisibility() && !each.closest('[data-panel=search], [data-panel=record]'),
      )
      .filter((each) => !each.closest('[title]') && !each.hasAttribute('aria-describedby'))
      .map((each) => each.outerHTML.slice(0, 160))
  })
}

async function setTheme(theme: string): Promise<void> {
  const { page } = viewer
  const isDark = await page.evaluate(() => document.documentElement.classList.contains('dark'))
  await page.locator('.scene-canvas').focus()
  if (isDark !== (theme === 'dark')) await page.keyboard.press('t')
}

test('axe sees what is wrong', async () => {
  const { page } = viewer
  await page.evaluate(() => {
    const wrong = document.createElement('button')
    wrong.id = 'wrong'
    document.querySelector('.top-actions')?.append(wrong)
  })
  expect((await findFaults(page)).map(({ rule, impact }) => [rule, impact])).toEqual([
    ['button-name', 'critical'],
  ])
  expect(await findHelpless(page)).toEqual(['<button id="wrong"></button>'])
  await page.evaluate(() => document.querySelector('#wrong')?.remove())
})

describe.each(WINDOWS)('in a window of %d x %d', (width, height, states) => {
  test.each(['dark', 'light'])(
    'in the %s theme axe finds nothing serious, and each control tells what it does',
    {
      timeout: TIMEOUT_MS,
    },
    async (theme) => {
      const { page } = viewer
      await page.setViewportSize({ width, height })
      await setTheme(theme)
      const faults: Record<string, readonly unknown[]> = {}
      for (const [name, keys, shows] of states) {
        await page.locator('.scene-canvas').focus()
        for (const key of keys) await page.keyboard.press(key)
        await page.locator(shows).first().waitFor()
        if (process.env.SHOTS) {
          const path = `${process.env.SHOTS}/axe-${width}-${theme}-${name.replaceAll(' ', '-')}.png`
          await page.screenshot({ path })
        }
        const found = [...(await findFaults(page)), ...(await findHelpless(page))]
        if (found.length > 0) faults[name] = found
        if (shows.startsWith('dialog')) await page.keyboard.press('Escape')
        await page.locator('dialog').waitFor({ state: 'detached' })
      }
      // As it was at the start.
      await page.locator('.scene-canvas').focus()
      for (const key of ['j', 'q', 'm', 'Escape', 'n', ...(width < 1000 ? ['i'] : [])])
        await page.keyboard.press(key)
      expect(faults).toEqual({})
      // No server with a record is behind the page, which it asks for one.
      expect(viewer.complaints.filter((each) => !each.includes('/api/v1/'))).toEqual([])
    },
  )
})
