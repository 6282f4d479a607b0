/** The ledger: how it stands, its entries, and the check of any of them in this page. */
import { ChevronLeft, ChevronRight, ChevronsRight, Download } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { OutputOf } from '../../../engine/resources/operation.ts'
import {
  LEDGER_CHECKPOINT,
  LEDGER_ENTRIES,
  LEDGER_STATUS,
} from '../../../engine/resources/operations/ledger-operations.ts'
import { formatExact, formatShort } from '../../design/format-number.ts'
import { formatWhen } from '../../design/format-when.ts'
import { attempt } from '../../state/attempt.ts'
import { setRecord, useRecordStore } from '../../state/record-store.ts'
import { askServer } from '../../state/server-desk.ts'
import { compareLedger, useLedgerComparison } from '../../state/server-ledger.ts'
import { download } from '../download.ts'
import { IconButton } from '../icon-button.tsx'
import { EntryDetails } from './entry-details.tsx'
import { FailureNote } from './failure-note.tsx'
import { FullText } from './full-text.tsx'
import { countEntries, GrowthNote } from './growth-note.tsx'
import { readEntryLine } from './read-entry-line.ts'
import { RowList } from './row-list.tsx'
import { useAnswer } from './use-answer.ts'

type Status = OutputOf<typeof LEDGER_STATUS>

const PAGE = 50
const STATUS_EVERY_MS = 5000

export function LedgerTab() {
  const { value: status, failure, reload } = useAnswer(LEDGER_STATUS, {}, STATUS_EVERY_MS)
  const { verdict } = useLedgerComparison()
  const seen = verdict !== undefined && 'seen' in verdict ? verdict.seen : undefined
  const { size, verifier_key: key } = status ?? {}
  // A server may be put back while the page is open.
  const isOther = seen !== undefined && size !== undefined && size < seen.size
  const isOfOther = seen !== undefined && key !== undefined && key !== seen.verifierKey
  useEffect(() => {
    if (isOther || isOfOther) void compareLedger()
  }, [isOther, isOfOther])
  if (status === undefined) {
    if (failure !== undefined) return <FailureNote failure={failure} onRetry={reload} />
    return <p className="quiet record-note">Asking the server…</p>
  }
  return (
    <div className="record-columns ledger">
      <LedgerFacts status={status} />
      <Entries size={status.size} />
    </div>
  )
}

function LedgerFacts({ status }: { readonly status: Status }) {
  const { size, root_sha256: root, verifier_key: key, audit } = status
  const [fault] = audit.faults
  async function saveCheckpoint(): Promise<void> {
    const checkpoint = await attempt('The checkpoint was not saved', () =>
      askServer(LEDGER_CHECKPOINT, {}),
    )
    if (checkpoint === undefined) return
    download(new TextEncoder().encode(checkpoint.note), `checkpoint-${checkpoint.size}.txt`)
  }
  return (
    <section className="ledger-facts scrolled" aria-label="How the ledger stands">
      <GrowthNote />
      <dl className="facts">
        <div className="fact">
          <dt>Entries</dt>
          <dd className="number" title={formatExact(size)} data-readout="ledger-size">
            {formatShort(size)}
          </dd>
        </div>
        <div className="fact">
          <dt>Root</dt>
          <dd>
            <FullText text={root} label="Root" isLabelShown={false} />
          </dd>
        </div>
        <div className="fact">
          <dt>Key</dt>
          <dd>
            <FullText text={key} label="Key" isLabelShown={false} />
          </dd>
        </div>
        <div className="fact">
          <dt>Last audit</dt>
          <dd data-audit={audit.state}>
            <AuditText audit={audit} />
          </dd>
        </div>
      </dl>
      {fault !== undefined && (
        <p className="record-problem" role="alert">
          {fault.seq !== undefined && `Entry ${formatExact(fault.seq)}: `}
          {fault.problem}
        </p>
      )}
      {!status.is_taking_entries && (
        <p className="record-problem" role="alert">
          It takes no entries. {status.failure}
        </p>
      )}
      <div className="button-row">
        <button
          type="button"
          className="button"
          title="Kept elsewhere, it shows truncation and rollback"
          onClick={() => void saveCheckpoint()}
        >
          <Download size={14} aria-hidden="true" />
          Checkpoint
        </button>
      </div>
    </section>
  )
}

function AuditText({ audit }: { readonly audit: Status['audit'] }) {
  const { state, ended_at_ms: endedAtMs, entries } = audit
  const texts = {
    pending: 'not yet',
    clean: `clean${entries === undefined ? '' : `, ${countEntries(entries)}`}`,
    failing: 'finds it changed',
    unable: 'could not read it',
  }
  const tone = state === 'clean' ? 'good' : state === 'pending' ? 'quiet' : 'bad'
  return (
    <>
      <span className="dot" data-tone={tone} /> {texts[state]}
      {endedAtMs !== undefined && (
        <span className="quiet" title={new Date(endedAtMs).toISOString()}>
          , {formatWhen(endedAtMs, Date.now())}
        </span>
      )}
    </>
  )
}

function Entries({ size }: { readonly size: number }) {
  const chosen = useRecordStore((state) => state.sequence)
  // Where the page ends; undefined follows the newest.
  const [end, setEnd] = useState<number | undefined>(
    chosen === undefined ? undefined : Math.ceil((chosen + 1) / PAGE) * PAGE,
  )
  const [lastChosen, setLastChosen] = useState(chosen)
  const until = Math.min(size, end ?? size)
  const from = Math.max(0, until - PAGE)
  // Another part of the record has chosen an entry that lies elsewhere.
  if (chosen !== lastChosen) {
    setLastChosen(chosen)
    if (chosen !== undefined && (chosen < from || chosen >= until)) {
      setEnd(Math.ceil((chosen + 1) / PAGE) * PAGE)
    }
  }
  const limit = until - from
  const { value, failure, reload } = useAnswer(
    LEDGER_ENTRIES,
    limit === 0 ? undefined : { from: String(from), limit: String(limit) },
  )
  const items = limit === 0 ? [] : value?.items.toReversed()
  const entry = items?.find(({ seq }) => seq === chosen)
  return (
    <>
      <section className="list-column" aria-label="Entries">
        <div className="list-tools">
          <span className="quiet number">
            {limit === 0 ? 'none' : `${formatExact(from)} to ${formatExact(until - 1)}`}
          </span>
          <span className="spring" />
          <IconButton
            icon={ChevronLeft}
            label="Older entries"
            isDisabled={from === 0}
            onPress={() => setEnd(from)}
          />
          <IconButton
            icon={ChevronRight}
            label="Newer entries"
            isDisabled={until >= size}
            onPress={() => setEnd(until + PAGE >= size ? undefined : until + PAGE)}
          />
          <IconButton
            icon={ChevronsRight}
            label="The newest entries"
            isDisabled={end === undefined}
            onPress={() => setEnd(undefined)}
          />
        </div>
        <RowList
          label="Entries of the ledger, the newest first"
          items={items}
          keyOf={({ seq }) => String(seq)}
          chosen={chosen === undefined ? undefined : String(chosen)}
          onChoose={({ seq }) => setRecord({ sequence: seq })}
          columns="minmax(36px, max-content) minmax(0, 1.4fr) minmax(0, 1fr) max-content"
          empty="Nothing is on record yet. Start a run: it leaves its events here."
          failure={failure}
          onRetry={reload}
          renderRow={({ seq, line }) => <EntryRow seq={seq} line={line} />}
        />
      </section>
      <section className="details-column scrolled" aria-label="The entry">
        {entry === undefined ? (
          <p className="quiet record-note">Choose an entry to see it in full and to verify it.</p>
        ) : (
          <EntryDetails sequence={entry.seq} line={entry.line} leafSha256={entry.leaf_sha256} />
        )}
      </section>
    </>
  )
}

function EntryRow({ seq, line }: { readonly seq: number; readonly line: string | null }) {
  const { type, subject, timeMs } = readEntryLine(line)
  return (
    <>
      <span className="number quiet">{formatExact(seq)}</span>
      <span className="cut">{type}</span>
      <span className="cut quiet number" title={subject}>
        {subject}
      </span>
      <span className="number quiet">
        {timeMs === undefined ? '' : formatWhen(timeMs, Date.now())}
      </span>
    </>
  )
}
