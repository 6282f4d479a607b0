/** The keys, all of them. */
import { nameKey } from '../state/command-keys.ts'
import { COMMAND_GROUPS } from '../state/commands.ts'
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
      <p className="quiet">
        Drag to turn (or to move over a flat world), wheel or pinch to zoom. Drop a file anywhere;
        paste a rule, a pattern or a scenario.
      </p>
    </Dialog>
  )
}
