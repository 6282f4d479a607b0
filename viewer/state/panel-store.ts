/** Which panels are open, and which of them are in sight. Where they stand is the workspace's. */
import { create } from 'zustand'
import { isSearchWanted } from './search-wish.ts'

/** Every panel of the page, in the order in which they are listed. */
export const PANEL_NAMES = [
  'library',
  'world',
  'inspector',
  'charts',
  'analysis',
  'rule',
  'search',
  'record',
] as const

export type PanelName = (typeof PANEL_NAMES)[number]

interface PanelState {
  readonly open: ReadonlySet<PanelName>
  /** Those that no other panel covers. */
  readonly shown: ReadonlySet<PanelName>
  /** The panel that is to come to the front; the count grows with every such wish. */
  readonly wish: { readonly name: PanelName; readonly count: number }
  /** Grows with every wish to have all panels where they first stood. */
  readonly resets: number
}

/** Below this width the side panels are drawers that cover the scene, closed at first. */
export const DRAWER_WIDTH = 1000

/** What is open before anybody has opened anything. */
export function listDefaultPanels(width: number): readonly PanelName[] {
  const sides: readonly PanelName[] = width < DRAWER_WIDTH ? [] : ['library', 'inspector']
  return ['world', 'charts', ...sides, ...(isSearchWanted() ? (['search'] as const) : [])]
}

export const usePanelStore = create<PanelState>(() => {
  const open = new Set(listDefaultPanels(innerWidth))
  return { open, shown: open, wish: { name: 'world', count: 0 }, resets: 0 }
})

const { getState: get, setState: set } = usePanelStore

/** Opens a panel, or brings it to the front of those that cover it. */
export function openPanel(name: PanelName): void {
  const { open, shown, wish } = get()
  set({
    open: open.has(name) ? open : new Set([...open, name]),
    shown: shown.has(name) ? shown : new Set([...shown, name]),
    wish: { name, count: wish.count + 1 },
  })
}

/** Puts a panel away. */
export function closePanel(name: PanelName): void {
  const without = (names: ReadonlySet<PanelName>) =>
    names.has(name) ? new Set([...names].filter((each) => each !== name)) : names
  set(({ open, shown }) => ({ open: without(open), shown: without(shown) }))
}

/** Puts a panel away that is in sight, and opens any other. */
export function togglePanel(name: PanelName): void {
  if (get().shown.has(name)) closePanel(name)
  else openPanel(name)
}

/** Has all panels where they first stood. */
export function resetLayout(): void {
  set(({ resets }) => ({ resets: resets + 1 }))
}

/** Whether a panel is in sight. */
export function usePanelShown(name: PanelName): boolean {
  return usePanelStore(({ shown }) => shown.has(name))
}
