/** A verdict in full: what was asked, by whom, and which policies have decided it, in their own words. */
import type { OutputOf } from '../../../engine/resources/operation.ts'
import type { VERDICTS_LIST } from '../../../engine/resources/operations/policy-operations.ts'
import { POLICIES_GET } from '../../../engine/resources/operations/policy-operations.ts'
import { formatDuration } from '../../design/format-when.ts'
import { Fact } from '../fact.tsx'
import { FullText } from './full-text.tsx'
import { findPolicy } from './policy-text.ts'
import { useAnswer } from './use-answer.ts'

export type Verdict = OutputOf<typeof VERDICTS_LIST>['items'][number]

/** What a policy does not show to this token. */
export const HIDDEN = 'hidden'

interface VerdictDetailsProps {
  readonly verdict: Verdict
  readonly onText: () => void
}

export function VerdictDetails({ verdict, onText }: VerdictDetailsProps) {
  const { decision, action, principal, scopes, resource, surface, reason } = verdict
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
      <Grounds verdict={verdict} onText={onText} />
      <dl className="facts">
        <Fact name="Who" value={`${principal ?? HIDDEN} (${scopes.join(', ') || 'no scopes'})`} />
        <Fact name="Of what" value={resource ?? HIDDEN} isNumber />
        {verdict.owner !== undefined && <Fact name="Made by" value={verdict.owner ?? HIDDEN} />}
        <Fact name="Where" value={verdict.is_command ? `${surface}, a command` : surface} />
        <Fact name="When" value={new Date(atMs).toISOString()} isNumber />
        <Fact name="Took" value={formatDuration(latencyUs / 1000)} isNumber />
        <Fact name="Flags on" value={verdict.flags_on.join(', ') || 'none'} />
        <Fact name="Verdict" value={id} isNumber />
      </dl>
      <FullText text={link ?? HIDDEN} label="Link: stands for all verdicts of the chain up to it" />
    </article>
  )
}

/** Which policies decided: none means that nothing permitted it. */
function Grounds({ verdict, onText }: VerdictDetailsProps) {
  const { decision, policies, policy_set_sha256: wanted } = verdict
  const { value } = useAnswer(POLICIES_GET, {})
  const isInForce = value?.policy_set_sha256 === wanted
  if (policies.length === 0) {
    return (
      <p className="quiet">
        {decision === 'deny'
          ? 'No policy permits it, and what none permits is denied. '
          : 'No policy is named. '}
        <button type="button" className="button" onClick={onText}>
          Policy text
        </button>
      </p>
    )
  }
  return (
    <section className="grounds" aria-label="The policies that decided">
      <h4>
        {decision === 'deny' ? 'Forbidden by' : 'Permitted by'} {policies.join(', ')}
      </h4>
      {value !== undefined && !isInForce && (
        <p className="quiet">
          Other policies are in force since; those that decided are in the ledger as
          <span className="number"> {wanted.slice(0, 12)}…</span>
        </p>
      )}
      {isInForce &&
        policies.map((id) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by key
          <pre key={id} className="json number" tabIndex={0}>
            {findPolicy(value.text, id) ?? `The set has no policy ${id}.`}
          </pre>
        ))}
      <div className="button-row">
        <button type="button" className="button" onClick={onText}>
          Whole policy text
        </button>
      </div>
    </section>
  )
}
