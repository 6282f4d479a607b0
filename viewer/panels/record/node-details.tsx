/** A thing of lineage in full, and the ways on from it: its own lineage, its entry, the scene. */
import { Crosshair, FolderOpen, ListTree } from 'lucide-react'
import { useState } from 'react'
import { formatExact } from '../../design/format-number.ts'
import { showEntry, showLineage, showRun } from '../../state/record-store.ts'
import { describeOpening, openThing } from '../../state/server-things.ts'
import { useRun } from '../run-context.ts'
import { FullText } from './full-text.tsx'
import { Json } from './json.tsx'
import type { ShownNode } from './lineage-answers.ts'

interface NodeDetailsProps {
  readonly details: ShownNode
  readonly isCenter: boolean
}

export function NodeDetails({ details, isCenter }: NodeDetailsProps) {
  const { id, kind, attributes, firstSeq, isPending } = details
  return (
    <article className="details" aria-label={`${kind} ${id.slice(kind.length + 1)}`}>
      <header className="details-head">
        <h3>{kind}</h3>
      </header>
      <FullText text={id} label="Id" isLabelShown={false} />
      {isPending && (
        <p className="quiet">
          Something names it as what it was made from; no event has told of it yet. When one does,
          it is shown here.
        </p>
      )}
      <div className="button-row">
        <button
          type="button"
          className="button"
          data-action="center"
          aria-disabled={isCenter}
          title="Shows its own lineage (Enter)"
          onClick={() => showLineage(id)}
        >
          <Crosshair size={14} aria-hidden="true" />
          Center
        </button>
        {!isPending && <OpenButton details={details} />}
        {kind === 'run' && !isPending && attributes.purpose === 'automaton' && (
          <button type="button" className="button" onClick={() => showRun(id.slice(4))}>
            <ListTree size={14} aria-hidden="true" />
            Run
          </button>
        )}
        {firstSeq !== undefined && (
          <button type="button" className="button" onClick={() => showEntry(firstSeq)}>
            Ledger entry {formatExact(firstSeq)}
          </button>
        )}
      </div>
      <Json text={JSON.stringify(attributes)} />
    </article>
  )
}

function OpenButton({ details }: { readonly details: ShownNode }) {
  const run = useRun()
  const [isBusy, setIsBusy] = useState(false)
  const text = describeOpening(details)
  if (text === undefined) return null
  async function open(): Promise<void> {
    if (isBusy) return
    setIsBusy(true)
    await openThing(run, details)
    setIsBusy(false)
  }
  return (
    <button
      type="button"
      className="button primary"
      data-action="open-thing"
      aria-disabled={isBusy}
      onClick={() => void open()}
    >
      <FolderOpen size={14} aria-hidden="true" />
      {text}
    </button>
  )
}
