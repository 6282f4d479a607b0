/** The members of a group of the graph: any of them can be looked at by itself. */
import { Ungroup } from 'lucide-react'
import { formatExact } from '../../design/format-number.ts'
import { countStates, type NodeGroup } from './group-nodes.ts'
import { labelOf } from './lineage-answers.ts'
import { RowList } from './row-list.tsx'

interface GroupDetailsProps {
  readonly group: NodeGroup
  readonly onChoose: (id: string) => void
  readonly onOpen: () => void
}

export function GroupDetails({ group, onChoose, onOpen }: GroupDetailsProps) {
  const { kind, members } = group
  const states = countStates(group)
  return (
    <article className="group-details" aria-label={`${members.length} of kind ${kind}`}>
      <header className="details-head">
        <h3>
          {formatExact(members.length)} of kind {kind}
        </h3>
        <button
          type="button"
          className="button"
          title="Each by itself in the graph (Enter)"
          onClick={onOpen}
        >
          <Ungroup size={14} aria-hidden="true" />
          Show each
        </button>
      </header>
      {states !== '' && <p className="quiet">{states}</p>}
      <RowList
        label={`Members of the group ${kind}`}
        items={members}
        keyOf={({ id }) => id}
        chosen={undefined}
        onChoose={({ id }) => onChoose(id)}
        columns="minmax(0, 1fr) max-content"
        empty=""
        renderRow={(member) => (
          <>
            <span className="cut number" title={member.id}>
              {labelOf(member)}
            </span>
            <span className="state" data-state={String(member.attributes.state ?? '')}>
              {String(member.attributes.state ?? '')}
            </span>
          </>
        )}
      />
    </article>
  )
}
