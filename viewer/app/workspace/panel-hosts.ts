/** The element that each panel lives in, for the life of the page. */
import type { PanelName } from '../../state/panel-store.ts'
import { PANELS } from './panel-list.ts'

export type PanelHosts = Readonly<Record<PanelName, HTMLElement>>

/** Makes them: each the landmark of its panel, empty, and nowhere in the page yet. */
export function createHosts(): PanelHosts {
  const hosts = PANELS.map(({ name, title, element }) => {
    const host = document.createElement(element)
    host.className = 'panel-host'
    host.dataset.panel = name
    if (element === 'aside' || element === 'section') host.setAttribute('aria-label', title)
    return [name, host] as const
  })
  return Object.fromEntries(hosts) as PanelHosts
}
