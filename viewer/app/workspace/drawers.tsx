/** Panels where there is little room: those of the sides are drawers over the world, one of each side at a time. */
import { useEffect } from 'react'
import { closePanel, type PanelName, usePanelStore } from '../../state/panel-store.ts'
import { PANELS, type PanelPlace, panelOf } from './panel-list.ts'
import { Slot } from './slot.tsx'
import type { PanelHosts } from './workspace.tsx'

const PLACES: readonly PanelPlace[] = ['left', 'right', 'bottom']

export function Drawers({ hosts }: { readonly hosts: PanelHosts }) {
  const open = usePanelStore((state) => state.open)
  const wish = usePanelStore((state) => state.wish)
  // Drawers cover the world: none of a side is open where there was room for panels just now.
  useEffect(() => {
    for (const { name, place } of PANELS)
      if (place === 'left' || place === 'right') closePanel(name)
  }, [])
  const shown = new Set<PanelName>(['world', 'charts'])
  for (const place of PLACES) {
    const there = PANELS.filter((each) => each.place === place && open.has(each.name))
    const front = there.find(({ name }) => name === wish.name) ?? there.at(-1)
    if (front !== undefined) shown.add(front.name)
  }
  const names = [...shown].toSorted().join(' ')
  useEffect(() => {
    usePanelStore.setState({ shown: new Set(names.split(' ') as PanelName[]) })
  }, [names])
  const slotsOf = (place: PanelPlace, className: string) =>
    PANELS.filter((each) => each.place === place).map(({ name }) => (
      <Slot key={name} host={hosts[name]} className={className} isHidden={!shown.has(name)} />
    ))
  const hasBottom = [...shown].some((name) => panelOf(name).place === 'bottom')
  return (
    <div className="drawers" data-bottom={hasBottom}>
      <div className="drawers-middle">
        {slotsOf('center', 'drawers-world')}
        {slotsOf('under', 'drawers-under')}
        {slotsOf('left', 'drawer left')}
        {slotsOf('right', 'drawer right')}
      </div>
      {slotsOf('bottom', 'drawers-bottom')}
    </div>
  )
}
