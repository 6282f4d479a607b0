/** The keys, all of them. */
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
      <p className="quiet">
        Drag to turn (or to move over a flat world), wheel or pinch to zoom. Drop a file anywhere;
        paste a rule, a pattern or a scenario.
      </p>
    </Dialog>
  )
}
