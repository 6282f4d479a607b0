/** Goes from a term to where it is seen. */
import { setField } from '../../state/field-store.ts'
import { openPanel, type PanelName } from '../../state/panel-store.ts'
import { showDialog } from '../../state/view-store.ts'
import type { TermPanel } from './terms.ts'

/** What the way to a panel is called. */
export const WAY_NAMES: Readonly<Record<TermPanel, string>> = {
  scene: 'See it in the scene',
  inspector: 'Open the inspector',
  zones: 'Show zones',
  fields: 'Open fields',
  search: 'Open the search',
  record: 'Open the record',
  library: 'Open the library',
}

const PANEL_OF: Readonly<Record<TermPanel, PanelName>> = {
  scene: 'world',
  inspector: 'inspector',
  zones: 'inspector',
  fields: 'inspector',
  search: 'search',
  record: 'record',
  library: 'library',
}

/** Puts the map away and opens the panel. */
export function goTo(panel: TermPanel): void {
  showDialog(undefined)
  if (panel === 'zones') setField({ showsZones: true })
  openPanel(PANEL_OF[panel])
}
