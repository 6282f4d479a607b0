/** The hashes of this state in full, and the check that another back end comes to the same. */
import { BadgeCheck, CircleX, ShieldCheck, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { estimateCells } from '../../engine/lattice/size.ts'
import type { StateHashes } from '../../engine/protocol/simulation-api.ts'
import { formatExact } from '../design/format-number.ts'
import {
  MAX_VERIFIED_UPDATES,
  startVerification,
  type Verdict,
  type Verification,
} from '../session/verification.ts'
import { useRunStore } from '../state/run-store.ts'
import { useToolStore } from '../state/tool-store.ts'
import { CopyButton } from './copy-button.tsx'
import { Dialog } from './dialog.tsx'
import './hash-dialog.css'
import { useRun } from './run-context.ts'

export function HashDialog() {
  return (
    <Dialog name="hash" title="State hash">
      <HashBody />
    </Dialog>
  )
}

function HashBody() {
  const hashes = useRunStore((state) => state.hashes)
  const tick = useRunStore((state) => state.tick)
  const edits = useToolStore((state) => state.edits)
  if (hashes === undefined || hashes.tick !== tick) {
    return <p className="quiet">Hashing the state at tick {formatExact(tick)}…</p>
  }
  const { cellsHash, stateHash } = hashes
  if (cellsHash === undefined || stateHash === undefined) {
    return <p>This state has no hash: {hashes.reason}.</p>
  }
  return (
    <>
      <p>
        SHA-256 of the state at tick <span className="number">{formatExact(hashes.tick)}</span>. The
        same run has the same hashes in any browser, on any machine and on the command line.
      </p>
      <HashRow name="stateHash" value={stateHash} />
      <HashRow name="cellsHash" value={cellsHash} />
      {edits > 0 && (
        <p className="quiet">
          {edits === 1 ? 'One edit' : `${edits} edits`} by hand are part of the run: links and saved
          scenarios have them, the file that was opened has not.
        </p>
      )}
      <Check key={`${hashes.tick} ${stateHash}`} hashes={hashes} />
    </>
  )
}

function HashRow({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="hash-row">
      <h3>{name}</h3>
      <code className="number">{value}</code>
      <CopyButton text={value} label="Copy" />
    </div>
  )
}

function Check({ hashes }: { readonly hashes: StateHashes }) {
  const { desk } = useRun()
  const source = useRunStore((state) => state.source)
  const cellCount = useRunStore(({ info }) => (info === undefined ? 0 : estimateCells(info.size)))
  const verification = useRef<Verification>(undefined)
  const [part, setPart] = useState<number>()
  const [verdict, setVerdict] = useState<Verdict>()
  useEffect(() => () => verification.current?.stop(), [])

  const isTooLarge = hashes.tick * cellCount > MAX_VERIFIED_UPDATES
  if (source === undefined) return null
  if (isTooLarge) {
    return <p className="quiet">Too many cell updates lie behind this state to verify it here.</p>
  }

  async function start(): Promise<void> {
    if (source === undefined) return
    setVerdict(undefined)
    setPart(0)
    const edits = await desk.edits.list()
    const started = startVerification({ source, edits }, cellCount, hashes, setPart)
    verification.current = started
    void started.verdict.then((reached) => {
      setVerdict(reached)
      setPart(undefined)
    })
  }

  function stop(): void {
    verification.current?.stop()
    setPart(undefined)
  }

  if (part !== undefined) {
    return (
      <div className="check-progress">
        <progress value={part} aria-label="Verification" />
        <button type="button" className="button" title="Stop the verification" onClick={stop}>
          <Square size={13} aria-hidden="true" />
          Stop
        </button>
      </div>
    )
  }
  return (
    <div className="check-result">
      <button
        type="button"
        className="button primary"
        data-action="verify"
        title="Makes the run again from its start, and compares the hashes"
        onClick={() => void start()}
      >
        <ShieldCheck size={15} aria-hidden="true" />
        Verify
      </button>
      <div aria-live="polite">
        {verdict === undefined ? (
          <p className="quiet">Runs it again from the start on the reference back end.</p>
        ) : (
          <VerdictText verdict={verdict} tick={hashes.tick} />
        )}
      </div>
    </div>
  )
}

function VerdictText({ verdict, tick }: { readonly verdict: Verdict; readonly tick: number }) {
  switch (verdict.kind) {
    case 'equal':
      return (
        <p className="verdict good">
          <BadgeCheck size={16} aria-hidden="true" />
          Verified: the reference back end comes to the same hashes at tick {formatExact(tick)}.
        </p>
      )
    case 'different':
      return (
        <p className="verdict bad">
          <CircleX size={16} aria-hidden="true" />
          Different: the reference back end comes to{' '}
          {verdict.hashes.stateHash?.slice(0, 8) ?? 'none'}.
        </p>
      )
    case 'failed':
      return (
        <p className="verdict bad">
          <CircleX size={16} aria-hidden="true" />
          {verdict.failure.code}: {verdict.failure.message}
        </p>
      )
    default:
      return verdict satisfies never
  }
}
