/** What a chapter shows for its words: hashes of two back ends, or entries of a ledger. */
import { Check, TriangleAlert } from 'lucide-react'
import type { LedgerLine, ReplayRow, TourEvidence } from '../../state/tour-store.ts'

export function EvidenceView({ evidence }: { readonly evidence: TourEvidence }) {
  switch (evidence.kind) {
    case 'replay':
      return <ReplayTable {...evidence} />
    case 'ledger':
      return <LedgerList {...evidence} />
    default:
      return evidence satisfies never
  }
}

interface ReplayTableProps {
  readonly backends: readonly [string, string]
  readonly rows: readonly ReplayRow[]
}

function ReplayTable({ backends, rows }: ReplayTableProps) {
  return (
    <table className="tour-proof">
      <caption className="quiet">SHA-256 of the state, first digits</caption>
      <thead>
        <tr>
          <th scope="col">tick</th>
          {backends.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <th scope="col">same</th>
        </tr>
      </thead>
      <tbody className="number">
        {rows.map(({ tick, hashes: [left, right] }) => {
          const isKnown = left !== undefined && right !== undefined
          return (
            <tr key={tick} data-same={isKnown ? left === right : undefined}>
              <th scope="row">{tick}</th>
              <td title={left}>{left?.slice(0, 10) ?? '…'}</td>
              <td title={right}>{right?.slice(0, 10) ?? '…'}</td>
              <td>{isKnown && <Verdict isGood={left === right} />}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

interface LedgerListProps {
  readonly lines: readonly LedgerLine[]
  readonly verdict: string | undefined
  readonly isSound: boolean | undefined
}

function LedgerList({ lines, verdict, isSound }: LedgerListProps) {
  return (
    <>
      <ol className="tour-ledger number" start={0}>
        {lines.map(({ seq, text, hash, isWrong }) => (
          <li key={seq} data-wrong={isWrong}>
            <span>{seq}</span>
            <span>{text}</span>
            <span className="quiet" title={hash}>
              {hash.slice(0, 8)}
            </span>
            {isWrong && <Verdict isGood={false} />}
          </li>
        ))}
      </ol>
      {verdict !== undefined && (
        <p className="tour-verdict" role="status" data-sound={isSound}>
          {verdict}
        </p>
      )}
    </>
  )
}

function Verdict({ isGood }: { readonly isGood: boolean }) {
  const Icon = isGood ? Check : TriangleAlert
  return <Icon className={isGood ? 'good' : 'wrong'} size={14} aria-label={isGood ? 'yes' : 'no'} />
}
