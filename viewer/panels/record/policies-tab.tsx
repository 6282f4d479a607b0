/** What policies have said: each verdict with its reason and how long it took, and the text that decided. */
import { useState } from 'react'
import type { OutputOf } from '../../../engine/resources/operation.ts'
import {
  POLICIES_GET,
  VERDICTS_LIST,
} from '../../../engine/resources/operations/policy-operations.ts'
import { formatDuration, formatWhen } from '../../design/format-when.ts'
import { Fact } from '../fact.tsx'
import { FailureNote } from './failure-note.tsx'
import { percentileOf } from './percentile.ts'
import { RowList } from './row-list.tsx'
import { useAnswer, usePages } from './use-answer.ts'

type Verdict = OutputOf<typeof VERDICTS_LIST>['items'][number]

/** Among the verdicts stands the text of the policies, which has no id that a verdict could have. */
const TEXT = 'the policies in force'

const keyOf = ({ verdict_id: id }: Verdict) => id

export function PoliciesTab() {
  const [onlyDenied, setOnlyDenied] = useState(false)
  const [chosen, setChosen] = useState<string>(TEXT)
  const verdicts = usePages(VERDICTS_LIST, {}, keyOf)
  const shown = verdicts.items?.filter(({ decision }) => !onlyDenied || decision === 'deny')
  const verdict = verdicts.items?.find(({ verdict_id: id }) => id === chosen)
  return (
    <div className="record-columns two">
      <section className="list-column" aria-label="Verdicts">
        <div className="list-tools">
          <label className="check">
            <input
              type="checkbox"
              checked={onlyDenied}
              onChange={({ target }) => setOnlyDenied(target.checked)}
            />
            only denials
          </label>
          <button type="button" className="button" onClick={verdicts.reload}>
            Look again
          </button>
          <span className="spring" />
          <Latencies verdicts={verdicts.items ?? []} />
          <button
            type="button"
            className="button"
            data-action="policy-text"
            aria-pressed={verdict === undefined}
            onClick={() => setChosen(TEXT)}
          >
            Policy text
          </button>
        </div>
        <RowList
          label="Verdicts, the newest first"
          items={shown}
          keyOf={keyOf}
          chosen={chosen}
          onChoose={({ verdict_id: id }) => setChosen(id)}
          columns="44px minmax(0, 1fr) minmax(0, 1fr) minmax(52px, max-content) max-content"
          empty={onlyDenied ? 'Nothing was denied among these.' : 'No policy was asked yet.'}
          failure={verdicts.failure}
          onRetry={verdicts.reload}
          hasMore={verdicts.hasMore}
          onMore={verdicts.loadMore}
          renderRow={(each) => <VerdictRow verdict={each} />}
        />
      </section>
      <section className="details-column scrolled" aria-label="The verdict">
        {verdict === undefined ? (
          <PolicyText />
        ) : (
          <VerdictDetails verdict={verdict} onText={() => setChosen(TEXT)} />
        )}
      </section>
    </div>
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

/** What a policy does not show to this token. */
const HIDDEN = 'hidden'

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

interface VerdictDetailsProps {
  readonly verdict: Verdict
  readonly onText: () => void
}

function VerdictDetails({ verdict, onText }: VerdictDetailsProps) {
  const { decision, action, principal, scopes, resource, surface, policies, reason } = verdict
  const { latency_us: latencyUs, verdict_id: id, link_sha256: link, at_ms: atMs } = verdict
  return (
    <article className="details" aria-label={`Verdict on ${action}`}>
      <header className="details-head">
        <h3>{action}</h3>
        <span className="state" data-state={decision}>
          {decision}
        </span>
      </header>
      <p>{reason}</p>
      <dl className="facts">
        <Fact name="Who" value={`${principal ?? HIDDEN} (${scopes.join(', ') || 'no scopes'})`} />
        <Fact name="Of what" value={resource ?? HIDDEN} isNumber />
        <Fact name="Where" value={verdict.is_command ? `${surface}, a command` : surface} />
        <Fact name="When" value={new Date(atMs).toISOString()} isNumber />
        <Fact name="Took" value={formatDuration(latencyUs / 1000)} isNumber />
        <Fact name="Verdict" value={id} isNumber />
        <Fact name="Link" value={`${link.slice(0, 16)}…`} exact={link} isNumber />
      </dl>
      <div className="button-row">
        <button type="button" className="button" onClick={onText}>
          {policies.length === 0 ? 'Policy text' : `Policy ${policies.join(', ')}`}
        </button>
      </div>
    </article>
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
        <code className="number quiet" title={hash}>
          {hash.slice(0, 12)}
        </code>
      </header>
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
