/** The keys, all of them, and the ways to what explains the rest. */
import { Play, Waypoints } from 'lucide-react'
import { nameKey } from '../state/command-keys.ts'
import { COMMAND_GROUPS } from '../state/commands.ts'
import { beginTour } from '../state/tour-store.ts'
import { showDialog } from '../state/view-store.ts'
import { Dialog } from './dialog.tsx'
import './help-sheet.css'

export function HelpSheet() {
  return (
    <Dialog name="help" title="Keys">
      <div className="help-groups">
        {COMMAND_GROUPS.map(({ title, commands }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl className="keys">
              {commands.map(({ id, keys: [key], does }) => (
                <div key={id}>
                  <dt>{key !== undefined && <kbd>{nameKey(key)}</kbd>}</dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="help-ways">
        <button type="button" className="button" title="It plays by itself (5)" onClick={beginTour}>
          <Play size={14} aria-hidden="true" />
          Guided tour
        </button>
        <button
          type="button"
          className="button"
          title="What Thunderline's words mean, and where they are seen (6)"
          onClick={() => showDialog('glossary')}
        >
          <Waypoints size={14} aria-hidden="true" />
          Map of terms
        </button>
      </div>
      <p className="quiet">
        Drag to turn (or to move over a flat world), wheel or pinch to zoom. Drop a file anywhere;
        paste a rule, a pattern or a scenario.
      </p>
    </Dialog>
  )
}
