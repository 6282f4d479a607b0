/** Panels docked around the world: moved by their tabs, sized by what is between them, and kept as they stand. */
import { useEffect, useRef } from 'react'
import 'dockview/dist/styles/dockview.css'
import './dock.css'
import type { PanelHosts } from './workspace.tsx'
import { WorkspaceDock } from './workspace-dock.ts'

export function Dock({ hosts }: { readonly hosts: PanelHosts }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const dock = new WorkspaceDock(place.current!, hosts)
    return () => dock.dispose()
  }, [hosts])
  return <div ref={place} className="dock" />
}
