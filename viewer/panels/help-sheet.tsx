/** The keys, all of them, and the ways to what explains the rest. */
import { Play, Waypoints } from 'lucide-react'
import { beginTour } from '../state/tour-store.ts'
import { showDialog } from '../state/view-store.ts'
import { Dialog } from './dialog.tsx'
import './help-sheet.css'
import { SHORTCUT_GROUPS } from './shortcuts.ts'

export function HelpSheet() {
  return (
    <Dialog name="help" title="Keys">
      <div className="help-groups">
        {SHORTCUT_GROUPS.map(({ title, shortcuts }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl className="keys">
              {shortcuts.map(({ action, text, does }) => (
                <div key={action}>
                  <dt>
                    <kbd>{text}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="help-ways">
        <button type="button" className="button" title="It plays by itself (D)" onClick={beginTour}>
          <Play size={14} aria-hidden="true" />
          Guided tour
        </button>
        <button
          type="button"
          className="button"
          title="What Thunderline's words mean, and where they are seen (W)"
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
