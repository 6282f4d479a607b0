/** Whether the search stands below the world. What it shows is kept by the panel, which is fetched when it is opened. */
import { create } from 'zustand'
import { setRecord, useRecordStore } from './record-store.ts'

/** Kept from one visit to the next, since a study that ran goes on when its panel is there. */
const STORAGE_KEY = 'thunderline.search'

interface SearchState {
  readonly isOpen: boolean
  /** Whether a study runs, which it also does while the panel is put away. */
  readonly isBusy: boolean
}

export const useSearchStore = create<SearchState>(() => ({ isOpen: readOpen(), isBusy: false }))

useSearchStore.subscribe(({ isOpen, isBusy }) => {
  try {
    if (isOpen || isBusy) localStorage.setItem(STORAGE_KEY, 'open')
    else localStorage.removeItem(STORAGE_KEY)
  } catch {
    // Where nothing is kept, studies are not either.
  }
})

/** Whether it is seen: the record of a server, once it is opened, stands in its place. */
export function useSearchShown(): boolean {
  const isCovered = useRecordStore(({ isOpen }) => isOpen)
  return useSearchStore(({ isOpen }) => isOpen) && !isCovered
}

/** Opens the search in the place of the record, or puts it away; a study that runs goes on. */
export function toggleSearch(): void {
  const isShown = useSearchStore.getState().isOpen && !useRecordStore.getState().isOpen
  setRecord({ isOpen: false })
  useSearchStore.setState({ isOpen: !isShown })
}

function readOpen(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== null
  } catch {
    return false
  }
}
