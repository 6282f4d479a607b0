/** What made a thing, and what was made of it: a graph to walk, and each node in full. */
import { type FormEvent, useMemo, useState } from 'react'
import { kindOfNode } from '../../../engine/lineage/node-id.ts'
import { formatExact } from '../../design/format-number.ts'
import { setRecord, showLineage, useRecordStore } from '../../state/record-store.ts'
import { FailureNote } from './failure-note.tsx'
import { GroupDetails } from './group-details.tsx'
import { groupNodes } from './group-nodes.ts'
import { LineageExport } from './lineage-export.tsx'
import { LineageGraph } from './lineage-graph.tsx'
import { NodeDetails } from './node-details.tsx'
import { MAX_NODES, useLineage } from './use-lineage.ts'

/** How many steps to each side are shown. */
const DEPTHS = [1, 2, 4, 8, 32, 256] as const
const FIRST_DEPTH = 8

export function LineageTab() {
  const node = useRecordStore((state) => state.node)
  return node === undefined ? <NodeForm /> : <Lineage node={node} />
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
  const [depth, setDepth] = useState<number>(FIRST_DEPTH)
  const { shown, failure, isLoading, reload } = useLineage(node, depth)
  const [wish, setWish] = useState(node)
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const alone = useMemo(() => new Set([shown?.start ?? node, wish]), [shown, node, wish])
  const grouped = useMemo(() => shown && groupNodes(shown, alone, opened), [shown, alone, opened])
  if (shown === undefined || grouped === undefined) {
    if (failure === undefined) return <p className="quiet record-note">Asking the server…</p>
    return (
      <div className="record-stack">
        <AnotherThing />
        <FailureNote failure={failure} onRetry={reload} />
      </div>
    )
  }
  const isThere = grouped.nodes.has(wish) || grouped.groups.has(wish)
  const chosen = isThere ? wish : shown.start
  const details = grouped.nodes.get(chosen)
  const group = grouped.groups.get(chosen)
  const open = (id: string) => setOpened((last) => new Set([...last, id]))
  return (
    <div className="record-columns lineage">
      <section className="graph-column" aria-label="Lineage" aria-busy={isLoading}>
        <div className="list-tools">
          <DepthChoice depth={depth} onChoose={setDepth} />
          <span className="quiet graph-count" role="status">
            {countThings(shown.nodes.size)}, {formatExact(shown.edges.length)}{' '}
            {shown.edges.length === 1 ? 'link' : 'links'}
            {shown.isTruncated && `; ${sayBeyond(depth)}`}
          </span>
          <span className="spring" />
          <LineageExport node={shown.start} />
          {opened.size > 0 && (
            <button type="button" className="button" onClick={() => setOpened(new Set())}>
              Group
            </button>
          )}
          <AnotherThing />
        </div>
        {failure !== undefined && <FailureNote failure={failure} onRetry={reload} />}
        <LineageGraph
          shown={grouped}
          start={shown.start}
          chosen={chosen}
          onChoose={setWish}
          onCenter={(id) => (grouped.groups.has(id) ? open(id) : showLineage(id))}
        />
      </section>
      <section className="details-column scrolled" aria-label="The thing">
        {details !== undefined && (
          <NodeDetails key={chosen} details={details} isCenter={chosen === shown.start} />
        )}
        {group !== undefined && (
          <GroupDetails group={group} onChoose={setWish} onOpen={() => open(group.id)} />
        )}
      </section>
    </div>
  )
}

function countThings(count: number): string {
  return `${formatExact(count)} ${count === 1 ? 'thing' : 'things'}`
}

function sayBeyond(depth: number): string {
  const ways = depth < DEPTHS.at(-1)! ? 'choose more steps, or center a thing' : 'center a thing'
  return `the nearest ${MAX_NODES} of each side at most. There are more beyond: ${ways}`
}

interface DepthChoiceProps {
  readonly depth: number
  readonly onChoose: (depth: number) => void
}

function DepthChoice({ depth, onChoose }: DepthChoiceProps) {
  return (
    <select
      className="select"
      aria-label="How many steps to each side"
      value={depth}
      onChange={({ target }) => onChoose(Number(target.value))}
    >
      {DEPTHS.map((each) => (
        <option key={each} value={each}>
          {each === 1 ? '1 step' : `${each} steps`}
        </option>
      ))}
    </select>
  )
}

function AnotherThing() {
  return (
    <button type="button" className="button" onClick={() => setRecord({ node: undefined })}>
      Another thing
    </button>
  )
}
