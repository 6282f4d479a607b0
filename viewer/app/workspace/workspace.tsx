/**
 * The panels, docked around the world or, where there is no room, as drawers over it.
 *
 * Each panel lives in an element of its own, its host, which is moved as a whole: a world that is docked elsewhere
 * keeps its canvas, and what is half typed stays.
 */
import { lazy, Suspense, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { DRAWER_WIDTH, type PanelName, usePanelStore } from '../../state/panel-store.ts'
import { Drawers } from './drawers.tsx'
import { PANELS, type PanelDescription } from './panel-list.ts'
import { Slot } from './slot.tsx'
import { useReturn } from './use-return.ts'
import './workspace.css'

/** The element that each panel lives in. */
export type PanelHosts = Readonly<Record<PanelName, HTMLElement>>

/** What docks panels is fetched behind the first picture. */
const Dock = lazy(async () => ({ default: (await import('./dock.tsx')).Dock }))

export function Workspace() {
  const [hosts] = useState(createHosts)
  const open = usePanelStore((state) => state.open)
  const isWide = useIsWide()
  return (
    <>
      {isWide ? (
        <Suspense fallback={<Slot host={hosts.world} />}>
          <Dock hosts={hosts} />
        </Suspense>
      ) : (
        <Drawers hosts={hosts} />
      )}
      {PANELS.filter(({ name, isKept }) => isKept || open.has(name)).map((panel) =>
        createPortal(<Content panel={panel} />, hosts[panel.name], panel.name),
      )}
    </>
  )
}

function Content({ panel }: { readonly panel: PanelDescription }) {
  const { component: Panel, isKept, title } = panel
  useReturn(!isKept, title)
  return (
    <Suspense fallback={<p className="quiet panel-opening">Opening…</p>}>
      <Panel />
    </Suspense>
  )
}

function createHosts(): PanelHosts {
  const hosts = PANELS.map(({ name, title, element }) => {
    const host = document.createElement(element)
    host.className = 'panel-host'
    host.dataset.panel = name
    if (element === 'aside' || element === 'section') host.setAttribute('aria-label', title)
    return [name, host] as const
  })
  return Object.fromEntries(hosts) as PanelHosts
}

const wide = matchMedia(`(min-width: ${DRAWER_WIDTH}px)`)

function useIsWide(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      wide.addEventListener('change', onChange)
      return () => wide.removeEventListener('change', onChange)
    },
    () => wide.matches,
  )
}
