/** Whether the ledger is what this browser has seen of it before; where it is not, that is shouted. */
import { BadgeCheck, CircleX, History } from 'lucide-react'
import { formatExact } from '../../design/format-number.ts'
import { shortKey, trustKey } from '../../session/entry-check.ts'
import type { GrowthVerdict } from '../../session/growth-check.ts'
import type { SeenCheckpoint } from '../../session/ledger-memory.ts'
import { compareLedger, isAlarming, useLedgerComparison } from '../../state/server-ledger.ts'

export function GrowthNote() {
  const { verdict, failure, isComparing } = useLedgerComparison()
  return (
    <div className="growth" data-growth={verdict?.kind}>
      <div aria-live={isAlarming(verdict) ? 'assertive' : 'polite'}>
        {verdict !== undefined && <Outcome verdict={verdict} />}
        {failure !== undefined && (
          <p className="record-problem">
            It was not compared: {failure.message}{' '}
            <span className="number quiet">{failure.code}</span>
          </p>
        )}
      </div>
      <button
        type="button"
        className="button"
        data-action="compare-ledger"
        aria-disabled={isComparing}
        title="Asks for a proof that nothing of what this browser has seen was changed, and checks it here"
        onClick={() => void compareLedger()}
      >
        <History size={14} aria-hidden="true" />
        {isComparing ? 'Comparing…' : 'Compare again'}
      </button>
    </div>
  )
}

function Outcome({ verdict }: { readonly verdict: GrowthVerdict }) {
  const isBad = isAlarming(verdict)
  const isGood = verdict.kind === 'consistent'
  const Icon = isBad ? CircleX : isGood ? BadgeCheck : History
  return (
    <div className={`outcome ${isBad ? 'bad alarm' : isGood ? 'good' : ''}`}>
      <Icon size={16} aria-hidden="true" />
      <div>
        <Words verdict={verdict} />
      </div>
    </div>
  )
}

function Words({ verdict }: { readonly verdict: GrowthVerdict }) {
  switch (verdict.kind) {
    case 'first':
      return (
        <>
          <strong>First seen here.</strong>
          <p>
            From now on this browser keeps what it sees of the ledger: the next visit is compared
            with these {countEntries(verdict.seen.size)}. The signature was verified here.
          </p>
        </>
      )
    case 'consistent':
      return (
        <>
          <strong>Consistent with what this browser saw</strong>
          <p>
            on {sayWhen(verdict.before)} at size {formatExact(verdict.before.size)}: all of that is
            in the {countEntries(verdict.seen.size)} of now, unchanged. Proof and signatures were
            verified here.
          </p>
        </>
      )
    case 'shorter':
      return (
        <>
          <strong>The ledger was rolled back or truncated.</strong>
          <p>
            On {sayWhen(verdict.before)} it had {countEntries(verdict.before.size)}, signed by the
            same key, and now it has {formatExact(verdict.size)}. What is gone was on record: ask
            whoever runs the server, and compare with a checkpoint that is kept elsewhere.
          </p>
        </>
      )
    case 'rewritten':
      return (
        <>
          <strong>The ledger was rewritten.</strong>
          <p>
            What this browser saw on {sayWhen(verdict.before)} ({countEntries(verdict.before.size)})
            cannot be shown to be in it: {verdict.problem}
          </p>
        </>
      )
    case 'other-key':
      return <OtherKey verdict={verdict} />
    case 'unsigned':
      return (
        <>
          <strong>The ledger is not signed by the key it names.</strong>
          <p>{verdict.problem}</p>
        </>
      )
    case 'unable':
      return (
        <>
          <strong>Not compared.</strong>
          <p>{verdict.problem}</p>
        </>
      )
    default:
      return verdict satisfies never
  }
}

function OtherKey({
  verdict,
}: {
  readonly verdict: Extract<GrowthVerdict, { kind: 'other-key' }>
}) {
  const { verifierKey, trustedKey } = verdict
  return (
    <>
      <strong>The ledger has another key.</strong>
      <p>
        This browser knows <span className="number">{shortKey(trustedKey)}</span>, and the server
        names <span className="number">{shortKey(verifierKey)}</span>. Either its ledger was made
        anew, or this is another ledger.
      </p>
      <button
        type="button"
        className="button"
        data-action="trust-ledger"
        title="Where you know that the ledger was made anew"
        onClick={() => {
          trustKey(verifierKey)
          void compareLedger()
        }}
      >
        Trust the new key
      </button>
    </>
  )
}

/** The day and the minute, as people of the place write them. */
function sayWhen({ seenAtMs }: SeenCheckpoint): string {
  return new Date(seenAtMs).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}

export function countEntries(count: number): string {
  return `${formatExact(count)} ${count === 1 ? 'entry' : 'entries'}`
}
