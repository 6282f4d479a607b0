/** All panels, each opened and closed by its name, and the way back to where they first stood. */
import { LayoutPanelLeft, RotateCcw } from 'lucide-react'
import { useId, useState } from 'react'
import { resetLayout, togglePanel, usePanelStore } from '../../state/panel-store.ts'
import { PANELS } from './panel-list.ts'

export function PanelMenu() {
  const id = useId()
  const shown = usePanelStore((state) => state.shown)
  const [isOpen, setIsOpen] = useState(false)
  return (
    <div className="panel-menu">
      <button
        type="button"
        className="button icon bare"
        aria-label="Panels"
        aria-expanded={isOpen}
        title="Panels: open, close, put back"
        popoverTarget={id}
      >
        <LayoutPanelLeft size={16} strokeWidth={1.75} aria-hidden="true" />
      </button>
      <fieldset
        id={id}
        popover="auto"
        className="panel-menu-list"
        onToggle={({ newState }) => setIsOpen(newState === 'open')}
      >
        <legend>Panels</legend>
        {PANELS.filter(({ place }) => place !== 'center').map(
          ({ name, title, icon: Icon, shortcut }) => (
            <label key={name} className="panel-menu-item">
              <input type="checkbox" checked={shown.has(name)} onChange={() => togglePanel(name)} />
              <Icon size={14} strokeWidth={1.75} aria-hidden="true" />
              {title}
              {shortcut !== undefined && <kbd className="number quiet">{shortcut}</kbd>}
            </label>
          ),
        )}
        <button
          type="button"
          className="button bare"
          data-action="reset-layout"
          title="All panels where they first stood"
          onClick={resetLayout}
        >
          <RotateCcw size={13} aria-hidden="true" />
          Reset the layout
        </button>
      </fieldset>
    </div>
  )
}
