/** Whether the search is at work. What it shows is kept by the panel, which is fetched when it is opened. */
import { create } from 'zustand'
import { togglePanel, usePanelStore } from './panel-store.ts'
import { keepSearchWish } from './search-wish.ts'

interface SearchState {
  /** Whether a study runs, which it also does while the panel is put away. */
  readonly isBusy: boolean
}

export const useSearchStore = create<SearchState>(() => ({ isBusy: false }))

const keepWish = () =>
  keepSearchWish(usePanelStore.getState().open.has('search') || useSearchStore.getState().isBusy)
useSearchStore.subscribe(keepWish)
usePanelStore.subscribe(keepWish)

/** Opens the search, or puts it away; a study that runs goes on. */
export function toggleSearch(): void {
  togglePanel('search')
}
