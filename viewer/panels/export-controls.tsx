/** Saves the present state as a pattern file. */
import { Download } from 'lucide-react'
import { useState } from 'react'
import type { PatternFormat } from '../../engine/formats/pattern.ts'
import type { RunInfo } from '../../engine/protocol/simulation-api.ts'
import { useRunStore } from '../state/run-store.ts'
import { download } from './download.ts'
import { EXPORT_FORMATS, exportFileName } from './export-formats.ts'
import { useRun } from './run-context.ts'

export function ExportControls({ info }: { readonly info: RunInfo }) {
  const run = useRun()
  const formats = EXPORT_FORMATS.filter(({ isFor }) => isFor(info.rule))
  const [wish, setWish] = useState<PatternFormat>()
  const format = formats.find((each) => each.format === wish) ?? formats[0]!

  async function save(): Promise<void> {
    const bytes = await run.exportPattern(format.format)
    if (bytes === undefined) return
    const { tick } = useRunStore.getState()
    download(new Uint8Array(bytes), exportFileName(info.title, tick, format.extension))
  }

  return (
    <div className="export">
      <select
        className="select"
        aria-label="Format"
        title="Format of the file"
        value={format.format}
        onChange={({ target }) => setWish(target.value as PatternFormat)}
      >
        {formats.map((each) => (
          <option key={each.format} value={each.format}>
            {each.text}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button"
        title="Export the present state (E)"
        data-action="export"
        onClick={() => void save()}
      >
        <Download size={14} aria-hidden="true" />
        Save
      </button>
    </div>
  )
}
