/** The tab of a panel: its name, and a cross for whoever has a pointer. By key, Delete on the tab does the same. */
import type { ITabRenderer } from 'dockview'
import { closePanel } from '../../state/panel-store.ts'
import type { PanelDescription } from './panel-list.ts'

/** The element is the library's from then on, which has the role and the focus of the tab around it. */
export function renderTab({ name, title, shortcut }: PanelDescription): ITabRenderer {
  const element = document.createElement('div')
  element.className = 'dock-tab'
  element.title = shortcut === undefined ? title : `${title} (${shortcut})`
  const text = document.createElement('span')
  text.textContent = title
  const cross = document.createElement('span')
  cross.className = 'dock-tab-close'
  cross.title = `Close: Delete${shortcut === undefined ? '' : `, ${shortcut}`}`
  cross.setAttribute('aria-hidden', 'true')
  cross.textContent = '×'
  // A press on the cross is no beginning of a drag.
  cross.addEventListener('pointerdown', (event) => event.stopPropagation())
  cross.addEventListener('click', (event) => {
    event.stopPropagation()
    closePanel(name)
  })
  element.append(text, cross)
  return { element, init: () => {} }
}
