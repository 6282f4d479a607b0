/** Goes through a page as those do who use no pointer. */
import type { Page } from 'playwright'
import { expect } from 'vitest'

/**
 * Goes on by the tab key until a control has the focus, and gives how often it was pressed; each on the way has to show that
 * it has the focus.
 *
 * @param key `Shift+Tab` to go back.
 */
export async function tabUntil(page: Page, selector: string, key = 'Tab'): Promise<number> {
  for (let presses = 1; presses <= 200; presses++) {
    await page.keyboard.press(key)
    const { isThere, ring, what } = await page.evaluate((wanted) => {
      const at = document.activeElement
      // Around the control, what looks like it, or what is chosen in it.
      const chosen = at?.querySelector('[aria-selected=true]') ?? at
      const rings = [at, at?.parentElement ?? at, chosen].map((element) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element ?? document.body)
        return outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth)
      })
      const ring = Math.max(...rings)
      const isThere = at?.matches(wanted) === true
      return { isThere, ring: at === document.body ? 2 : ring, what: at?.outerHTML.slice(0, 90) }
    }, selector)
    expect(ring, `a ring around ${what}`).toBeGreaterThan(1)
    if (isThere) return presses
  }
  throw new Error(`${selector} is not reached by the tab key`)
}
