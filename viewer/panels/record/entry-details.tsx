/** An entry of the ledger in full, and its check in this page. */
import { BadgeCheck, CircleX, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { describeFailure } from '../../../engine/protocol/failure.ts'
import {
  LEDGER_PROOF,
  LEDGER_STATUS,
} from '../../../engine/resources/operations/ledger-operations.ts'
import { formatExact } from '../../design/format-number.ts'
import {
  checkEntry,
  type EntryVerdict,
  readTrustedKey,
  trustKey,
} from '../../session/entry-check.ts'
import { askServer } from '../../state/server-desk.ts'
import { CopyButton } from '../copy-button.tsx'
import { FullText } from './full-text.tsx'
import { countEntries } from './growth-note.tsx'
import { Json } from './json.tsx'

interface EntryDetailsProps {
  readonly sequence: number
  /** The entry as the server has given it; null where policies hide it. */
  readonly line: string | null
  /** The hash of its leaf. */
  readonly leafSha256: string
}

export function EntryDetails({ sequence, line, leafSha256 }: EntryDetailsProps) {
  return (
    <article className="details" aria-label={`Entry ${sequence}`}>
      <header className="details-head">
        <h3>Entry {formatExact(sequence)}</h3>
        <CopyButton text={line ?? leafSha256} label={line === null ? 'Copy hash' : 'Copy line'} />
      </header>
      <EntryCheck
        key={`${sequence} ${leafSha256}`}
        sequence={sequence}
        line={line}
        leafSha256={leafSha256}
      />
      {line === null ? (
        <p className="quiet">
          It names somebody, whom this token may not see: its hash is all that can be checked.
        </p>
      ) : (
        <Json text={line} />
      )}
    </article>
  )
}

function EntryCheck({ sequence, line, leafSha256 }: EntryDetailsProps) {
  const [verdict, setVerdict] = useState<EntryVerdict>()
  const [isChecking, setIsChecking] = useState(false)
  async function check(): Promise<void> {
    if (isChecking) return
    setIsChecking(true)
    setVerdict(undefined)
    try {
      const [{ proof }, { verifier_key: verifierKey }] = await Promise.all([
        askServer(LEDGER_PROOF, { seq: sequence }),
        askServer(LEDGER_STATUS, {}),
      ])
      const trustedKey = readTrustedKey()
      const reached = await checkEntry({
        sequence,
        line,
        leafSha256,
        proofText: proof,
        verifierKey,
        trustedKey,
      })
      if (reached.kind === 'verified') trustKey(verifierKey)
      setVerdict(reached)
    } catch (thrown) {
      const { code, message } = describeFailure(thrown)
      setVerdict({ kind: 'unable', problem: `${message} (${code})` })
    } finally {
      setIsChecking(false)
    }
  }
  return (
    <div className="entry-check">
      <button
        type="button"
        className="button primary"
        data-action="verify-entry"
        aria-disabled={isChecking}
        onClick={() => void check()}
      >
        <ShieldCheck size={15} aria-hidden="true" />
        {isChecking ? 'Verifying…' : 'Verify this'}
      </button>
      <div aria-live="polite" data-verdict={verdict?.kind}>
        {verdict === undefined ? (
          <p className="quiet">
            Fetches a proof and checks it here, in your browser: the hashes and the signature.
          </p>
        ) : (
          <Verdict
            verdict={verdict}
            sequence={sequence}
            isHidden={line === null}
            onTrust={(key) => {
              trustKey(key)
              void check()
            }}
          />
        )}
      </div>
    </div>
  )
}

interface VerdictProps {
  readonly verdict: EntryVerdict
  readonly sequence: number
  /** Whether only the hash of the entry is known. */
  readonly isHidden: boolean
  /** Is told which key a person wants to trust from now on. */
  readonly onTrust: (key: string) => void
}

function Verdict({ verdict, sequence, isHidden, onTrust }: VerdictProps) {
  if (verdict.kind !== 'verified') {
    const isRefused = verdict.kind === 'refused'
    const otherKey = isRefused ? verdict.otherKey : undefined
    return (
      <div className="outcome bad">
        <CircleX size={16} aria-hidden="true" />
        <div>
          <strong>{isRefused ? 'Refused: do not trust this entry.' : 'Not verified.'}</strong>
          <p>{verdict.problem}</p>
          {otherKey !== undefined && (
            <button
              type="button"
              className="button"
              data-action="trust-key"
              title="Where you know that the ledger was made anew"
              onClick={() => onTrust(otherKey)}
            >
              Trust the new key
            </button>
          )}
        </div>
      </div>
    )
  }
  const { leafHash, hashes, size, root, key, isKnownKey } = verdict
  return (
    <div className="outcome good">
      <BadgeCheck size={16} aria-hidden="true" />
      <div>
        <strong>Verified in this page.</strong>
        <ul className="checked">
          <li>
            {isHidden ? 'The hidden line is said to hash' : 'The line hashes'} to the leaf{' '}
            <FullText text={leafHash} label="Leaf" isLabelShown={false} />
          </li>
          <li>
            {hashes} {hashes === 1 ? 'hash leads' : 'hashes lead'} from entry{' '}
            {formatExact(sequence)} to the root of {countEntries(size)}{' '}
            <FullText text={root} label="Root" isLabelShown={false} />
          </li>
          <li>
            That root is signed (Ed25519) by <span className="number">{key}</span>,{' '}
            {isKnownKey
              ? 'the key that this browser has seen before.'
              : 'a key seen here for the first time: compare it with one that you have from elsewhere.'}
          </li>
        </ul>
      </div>
    </div>
  )
}
