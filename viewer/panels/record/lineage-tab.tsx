/** What made a thing, and what was made of it: a graph to walk, and each node in full. */
import { Crosshair, Download } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { kindOfNode } from '../../../engine/lineage/node-id.ts'
import {
  EXPORT_LINEAGE,
  LIST_ANCESTORS,
  LIST_DESCENDANTS,
} from '../../../engine/resources/operations/lineage-operations.ts'
import { formatExact } from '../../design/format-number.ts'
import { attempt } from '../../state/attempt.ts'
import { setRecord, showEntry, showLineage, useRecordStore } from '../../state/record-store.ts'
import { askServer } from '../../state/server-desk.ts'
import { CopyButton } from '../copy-button.tsx'
import { download } from '../download.ts'
import { FailureNote } from './failure-note.tsx'
import { Json } from './json.tsx'
import { joinAnswers, type ShownNode } from './lineage-answers.ts'
import { LineageGraph } from './lineage-graph.tsx'
import { useAnswer } from './use-answer.ts'

/** From the node in the middle so many steps are shown to each side; whoever goes on sees further. */
const STEPS = { ancestors: '8', descendants: '4' } as const
const MAX_NODES = '80'

export function LineageTab() {
  const node = useRecordStore((state) => state.node)
  return node === undefined ? <NodeForm /> : <Lineage key={node} node={node} />
}

function NodeForm() {
  const [text, setText] = useState('')
  const isNode = kindOfNode(text.trim()) !== undefined
  function show(event: FormEvent): void {
    event.preventDefault()
    if (isNode) showLineage(text.trim())
  }
  return (
    <div className="access-note">
      <h3>Where did this come from?</h3>
      <p>
        Choose <em>Lineage</em> beside a run or an event, or name a thing: its kind and its id or
        SHA-256, as <code className="number">artifact:4bf9…</code> or{' '}
        <code className="number">run:ID</code>.
      </p>
      <form className="token-form" onSubmit={show}>
        <input
          className="input number"
          aria-label="A thing that lineage knows"
          placeholder="run:ID"
          spellCheck={false}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit" className="button primary" disabled={!isNode}>
          Show
        </button>
      </form>
      <button type="button" className="button" onClick={() => setRecord({ tab: 'runs' })}>
        Go to the runs
      </button>
    </div>
  )
}

function Lineage({ node }: { readonly node: string }) {
  const limits = { node, max_nodes: MAX_NODES, include_pending: 'true' } as const
  const before = useAnswer(LIST_ANCESTORS, { ...limits, max_depth: STEPS.ancestors })
  const after = useAnswer(LIST_DESCENDANTS, { ...limits, max_depth: STEPS.descendants })
  const [chosen, setChosen] = useState(node)
  const failure = before.failure ?? after.failure
  if (before.value === undefined || after.value === undefined) {
    if (failure === undefined) return <p className="quiet record-note">Asking the server…</p>
    return (
      <div className="record-stack">
        <button type="button" className="button" onClick={() => setRecord({ node: undefined })}>
          Another thing
        </button>
        <FailureNote
          failure={failure}
          onRetry={() => {
            before.reload()
            after.reload()
          }}
        />
      </div>
    )
  }
  const shown = joinAnswers(before.value, after.value)
  const details = shown.nodes.get(chosen)
  return (
    <div className="record-columns lineage">
      <section className="graph-column" aria-label="Lineage">
        <div className="list-tools">
          <span className="quiet">
            {formatExact(shown.nodes.size)} things, {formatExact(shown.edges.length)} links
            {shown.isTruncated && '; there are more beyond'}
          </span>
          <span className="spring" />
          <ExportButtons node={node} />
          <button type="button" className="button" onClick={() => setRecord({ node: undefined })}>
            Another thing
          </button>
        </div>
        <LineageGraph
          shown={shown}
          start={node}
          chosen={chosen}
          onChoose={setChosen}
          onCenter={showLineage}
        />
      </section>
      <section className="details-column scrolled" aria-label="The thing">
        {details !== undefined && <NodeDetails details={details} isCenter={chosen === node} />}
      </section>
    </div>
  )
}

interface NodeDetailsProps {
  readonly details: ShownNode
  readonly isCenter: boolean
}

function NodeDetails({ details, isCenter }: NodeDetailsProps) {
  const { id, kind, attributes, firstSeq, isPending } = details
  return (
    <article className="details" aria-label={id}>
      <header className="details-head">
        <h3>{kind}</h3>
        <CopyButton text={id} label="Copy id" />
      </header>
      <p className="number node-id">{id}</p>
      {isPending && (
        <p className="quiet">
          Something names it as what it was made from; no event has told of it yet.
        </p>
      )}
      <div className="button-row">
        <button
          type="button"
          className="button"
          disabled={isCenter}
          title="Shows its own lineage (Enter)"
          onClick={() => showLineage(id)}
        >
          <Crosshair size={14} aria-hidden="true" />
          Center
        </button>
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

const FORMATS = [
  { format: 'openlineage', text: 'OpenLineage', file: 'openlineage.json' },
  { format: 'prov', text: 'PROV', file: 'prov.json' },
] as const

function ExportButtons({ node }: { readonly node: string }) {
  const [isAsking, setIsAsking] = useState(false)
  useEffect(() => () => setIsAsking(false), [])
  async function save({ format, file }: (typeof FORMATS)[number]): Promise<void> {
    setIsAsking(true)
    const exported = await attempt('The lineage was not exported', () =>
      askServer(EXPORT_LINEAGE, { node, format }),
    )
    setIsAsking(false)
    if (exported === undefined) return
    const text = `${JSON.stringify(exported.document, null, 2)}\n`
    const name = node.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60)
    download(new TextEncoder().encode(text), `${name}.${file}`)
  }
  return FORMATS.map((each) => (
    <button
      key={each.format}
      type="button"
      className="button"
      data-export={each.format}
      disabled={isAsking}
      title={`Everything that made it, as ${each.text} in JSON`}
      onClick={() => void save(each)}
    >
      <Download size={14} aria-hidden="true" />
      {each.text}
    </button>
  ))
}
