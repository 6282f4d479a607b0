/** Where panels stand, from one visit to the next. */
import type { SerializedDockview } from 'dockview'
import { useTourStore } from '../../state/tour-store.ts'
import { isPanelName } from './panel-list.ts'

const STORAGE_KEY = 'thunderline.layout'
/** A layout is some kilobytes; whatever is larger is none of ours. */
const MAX_CHARACTERS = 65_536
/** Grows when layouts of before are of no use any more. */
const VERSION = 1

/** The layout that was kept last; undefined where there is none, or it names what is no panel. */
export function loadLayout(): SerializedDockview | undefined {
  try {
    const text = localStorage.getItem(STORAGE_KEY)
    if (text === null || text.length > MAX_CHARACTERS) return undefined
    const { version, layout } = JSON.parse(text) as { version: number; layout: SerializedDockview }
    const names = Object.keys(layout.panels)
    const isSized = [layout.grid.width, layout.grid.height].every((size) => size > 0)
    const isOurs =
      isSized && version === VERSION && names.every(isPanelName) && names.includes('world')
    return isOurs ? layout : undefined
  } catch {
    return undefined
  }
}

/** Keeps a layout for the next visit. */
export function saveLayout(layout: SerializedDockview): void {
  // The tour has panels where it needs them, and the person theirs when they come back.
  if (useTourStore.getState().isVisit) return
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify({ version: VERSION, layout }))
  } catch {
    // Where nothing is kept, the next visit has the layout of the first.
  }
}

/** Forgets what was kept. */
export function forgetLayout(): void {
  try {
    localStorage.removeItem(STORAGE_KEY)
  } catch {
    // Then there is nothing to forget.
  }
}
