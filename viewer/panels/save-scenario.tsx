/** Saves the run as a scenario file, with what was changed by hand among its events. */
import { FileDown } from 'lucide-react'
import { showNews } from '../state/notice-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { download } from './download.ts'
import { plainFileName } from './export-formats.ts'
import { useRun } from './run-context.ts'

export function SaveScenario() {
  const run = useRun()
  async function save(): Promise<void> {
    const file = await run.writeScenario()
    if (file === undefined) return
    const name = plainFileName(useRunStore.getState().info?.title ?? '')
    download(new TextEncoder().encode(file.text), `${name}.yaml`)
    if (file.beside.length === 0) return
    showNews('The scenario needs its patterns', `Keep ${file.beside.join(', ')} beside it.`)
  }
  return (
    <button
      type="button"
      className="button wide"
      data-action="save-scenario"
      title="The whole run as a file, edits included"
      onClick={() => void save()}
    >
      <FileDown size={14} aria-hidden="true" />
      Save scenario
    </button>
  )
}
