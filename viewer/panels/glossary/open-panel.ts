/** Goes from a term to where it is seen. */
import { setField } from '../../state/field-store.ts'
import { setRecord } from '../../state/record-store.ts'
import { useSearchStore } from '../../state/search-store.ts'
import { setView, showDialog } from '../../state/view-store.ts'
import type { TermPanel } from './terms.ts'

/** What the way to a panel is called. */
export const PANEL_NAMES: Readonly<Record<TermPanel, string>> = {
  scene: 'See it in the scene',
  inspector: 'Open the inspector',
  zones: 'Show zones',
  fields: 'Open fields',
  search: 'Open the search',
  record: 'Open the record',
  library: 'Open the library',
}

/** Puts the map away and opens the panel. */
export function openPanel(panel: TermPanel): void {
  showDialog(undefined)
  switch (panel) {
    case 'scene':
      document.querySelector<HTMLElement>('.scene-canvas')?.focus()
      return
    case 'inspector':
    case 'fields':
      setView({ isRightOpen: true })
      return
    case 'zones':
      setView({ isRightOpen: true })
      setField({ showsZones: true })
      return
    case 'search':
      setRecord({ isOpen: false })
      useSearchStore.setState({ isOpen: true })
      return
    case 'record':
      setRecord({ isOpen: true })
      return
    case 'library':
      setView({ isLeftOpen: true })
      return
    default:
      panel satisfies never
  }
}
