/** What policies have said: each verdict with its reason and how long it took, and the text that decided. */
import { useMemo, useState } from 'react'
import {
  POLICIES_GET,
  VERDICTS_LIST,
} from '../../../engine/resources/operations/policy-operations.ts'
import { formatExact } from '../../design/format-number.ts'
import { formatDuration, formatWhen } from '../../design/format-when.ts'
import { setRecord, useRecordStore } from '../../state/record-store.ts'
import { FailureNote } from './failure-note.tsx'
import { FullText } from './full-text.tsx'
import { percentileOf } from './percentile.ts'
import { RowList } from './row-list.tsx'
import { useAnswer, usePages } from './use-answer.ts'
import { HIDDEN, type Verdict, VerdictDetails } from './verdict-details.tsx'

/** Among the verdicts stands the text of the policies, which has no id that a verdict could have. */
const TEXT = 'the policies in force'

const keyOf = ({ verdict_id: id }: Verdict) => id

export function PoliciesTab() {
  const [decision, setDecision] = useState<Decision>('all')
  const [action, setAction] = useState('')
  const chosen = useRecordStore(({ verdictId }) => verdictId) ?? TEXT
  const verdicts = usePages(VERDICTS_LIST, {}, keyOf)
  const { items } = verdicts
  const shown = useMemo(
    () =>
      items?.filter(
        (each) =>
          (decision === 'all' || each.decision === decision) &&
          (action === '' || each.action === action),
      ),
    [items, decision, action],
  )
  const isFiltered = decision !== 'all' || action !== ''
  const verdict = items?.find((each) => keyOf(each) === chosen)
  return (
    <div className="record-columns two">
      <section className="list-column" aria-label="Verdicts">
        <div className="list-tools">
          <select
            className="select"
            aria-label="Which decisions"
            value={decision}
            onChange={({ target }) => setDecision(target.value as Decision)}
          >
            <option value="all">all decisions</option>
            <option value="deny">denied</option>
            <option value="allow">allowed</option>
          </select>
          <ActionChoice action={action} verdicts={items ?? []} onChoose={setAction} />
          <button type="button" className="button" onClick={verdicts.reload}>
            Look again
          </button>
          <span className="spring" />
          <Latencies verdicts={shown ?? []} />
          <button
            type="button"
            className="button"
            data-action="policy-text"
            aria-pressed={chosen === TEXT}
            onClick={() => choose(undefined)}
          >
            Policy text
          </button>
        </div>
        <RowList
          label="Verdicts, the newest first"
          items={shown}
          keyOf={keyOf}
          chosen={chosen}
          onChoose={(each) => choose(keyOf(each))}
          columns="44px minmax(0, 1fr) minmax(0, 1fr) 58px 62px"
          empty={
            isFiltered
              ? `None of the ${formatExact(items?.length ?? 0)} verdicts that are here is such.`
              : 'No policy was asked yet.'
          }
          failure={verdicts.failure}
          onRetry={verdicts.reload}
          hasMore={verdicts.hasMore}
          isLoading={verdicts.isLoading}
          onMore={verdicts.loadMore}
          renderRow={(each) => <VerdictRow verdict={each} />}
        />
        <p className="quiet list-foot" role="status">
          {isFiltered && `${formatExact(shown?.length ?? 0)} of `}
          {formatExact(items?.length ?? 0)} {items?.length === 1 ? 'verdict' : 'verdicts'}
          {verdicts.hasMore && ', the newest; there are more'}
        </p>
      </section>
      <section className="details-column scrolled" aria-label="The verdict">
        {verdict !== undefined && (
          <VerdictDetails verdict={verdict} onText={() => choose(undefined)} />
        )}
        {verdict === undefined && chosen !== TEXT && items !== undefined && (
          <p className="quiet record-note">
            The verdict <span className="number">{chosen}</span> is not among these
            {verdicts.hasMore ? ': it is older. More brings it.' : '.'}
          </p>
        )}
        {chosen === TEXT && <PolicyText />}
      </section>
    </div>
  )
}

type Decision = Verdict['decision'] | 'all'

const choose = (verdictId: string | undefined) => setRecord({ verdictId })

interface ActionChoiceProps {
  readonly action: string
  readonly verdicts: readonly Verdict[]
  readonly onChoose: (action: string) => void
}

function ActionChoice({ action, verdicts, onChoose }: ActionChoiceProps) {
  const actions = useMemo(() => {
    const found = new Set(verdicts.map((each) => each.action))
    if (action !== '') found.add(action)
    return [...found].toSorted()
  }, [verdicts, action])
  return (
    <select
      className="select"
      aria-label="Which actions"
      value={action}
      onChange={({ target }) => onChoose(target.value)}
    >
      <option value="">all actions</option>
      {actions.map((each) => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
    </select>
  )
}

function Latencies({ verdicts }: { readonly verdicts: readonly Verdict[] }) {
  const latencies = verdicts.map(({ latency_us: latencyUs }) => latencyUs / 1000)
  const middle = percentileOf(latencies, 50)
  const slow = percentileOf(latencies, 95)
  if (middle === undefined || slow === undefined) return null
  return (
    <span className="quiet number latencies" title={`Of the ${latencies.length} verdicts listed`}>
      p50 {formatDuration(middle)}, p95 {formatDuration(slow)}
    </span>
  )
}

function VerdictRow({ verdict }: { readonly verdict: Verdict }) {
  const { decision, action, resource, latency_us: latencyUs, at_ms: atMs } = verdict
  return (
    <>
      <span className="state" data-state={decision}>
        {decision}
      </span>
      <span className="cut">{action}</span>
      <span className="cut quiet number" title={resource ?? HIDDEN}>
        {resource ?? HIDDEN}
      </span>
      <span className="number quiet">{formatDuration(latencyUs / 1000)}</span>
      <span className="number quiet" title={new Date(atMs).toISOString()}>
        {formatWhen(atMs, Date.now())}
      </span>
    </>
  )
}

function PolicyText() {
  const { value, failure, reload } = useAnswer(POLICIES_GET, {})
  if (value === undefined) {
    if (failure !== undefined) return <FailureNote failure={failure} onRetry={reload} />
    return <p className="quiet record-note">Asking the server…</p>
  }
  const { text, is_default: isDefault, policy_set_sha256: hash, warnings } = value
  return (
    <article className="details" aria-label="The policies in force">
      <header className="details-head">
        <h3>{isDefault ? 'The default policies' : 'The policies in force'}</h3>
      </header>
      <FullText text={hash} label="SHA-256 of the text" />
      {warnings.map(({ problem }) => (
        <p key={problem} className="record-problem">
          {problem}
        </p>
      ))}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by key */}
      <pre className="json number" tabIndex={0}>
        {text}
      </pre>
    </article>
  )
}
