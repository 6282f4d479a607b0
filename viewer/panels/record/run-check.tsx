/** The hash of a server's run, and its check: the same scenario again, in this page's own engine. */
import { BadgeCheck, CircleX, ShieldCheck, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { describeFailure } from '../../../engine/protocol/failure.ts'
import type { AutomataRun } from '../../../engine/resources/automata-run.ts'
import { formatExact } from '../../design/format-number.ts'
import { startVerification, type Verdict } from '../../session/verification.ts'
import { fetchSource } from '../../state/server-runs.ts'
import { CopyButton } from '../copy-button.tsx'

/** A slice is so many ticks where nobody knows how large the world is. */
const ASSUMED_CELLS = 1e5

export function RunCheck({ run }: { readonly run: AutomataRun }) {
  const { state_sha256: hash = '', ticks_done: done } = run
  const ender = useRef<AbortController>(undefined)
  const [part, setPart] = useState<number>()
  const [verdict, setVerdict] = useState<Verdict>()
  useEffect(() => () => ender.current?.abort(), [])

  async function check(): Promise<void> {
    const asking = new AbortController()
    ender.current = asking
    const { signal } = asking
    setVerdict(undefined)
    setPart(0)
    try {
      const source = await fetchSource(run, signal)
      const expected = {
        ...{ tick: Number(done), stateHash: hash },
        ...{ cellsHash: undefined, reason: undefined },
      }
      const asked = { source, edits: [] }
      const started = startVerification(asked, ASSUMED_CELLS, expected, setPart, undefined, 'auto')
      signal.addEventListener('abort', () => started.stop())
      setVerdict(await started.verdict)
    } catch (thrown) {
      if (!signal.aborted) setVerdict({ kind: 'failed', failure: describeFailure(thrown) })
    }
    if (!signal.aborted) setPart(undefined)
  }

  function stop(): void {
    ender.current?.abort()
    setPart(undefined)
  }

  return (
    <section className="run-check" aria-label="State hash">
      <h4>State hash at tick {formatExact(Number(done))}</h4>
      <div className="hash-line">
        <code className="number" title={hash}>
          {hash}
        </code>
        <CopyButton text={hash} label="Copy" />
      </div>
      {part === undefined ? (
        <button
          type="button"
          className="button"
          data-action="verify-run"
          onClick={() => void check()}
        >
          <ShieldCheck size={14} aria-hidden="true" />
          Verify in this browser
        </button>
      ) : (
        <div className="check-progress">
          <progress value={part} aria-label="Verification" />
          <button type="button" className="button" onClick={stop}>
            <Square size={13} aria-hidden="true" />
            Stop
          </button>
        </div>
      )}
      <div aria-live="polite" data-verdict={verdict?.kind}>
        {verdict === undefined ? (
          <p className="quiet">Runs the same scenario again here, from its seed, and compares.</p>
        ) : (
          <VerdictText verdict={verdict} run={run} />
        )}
      </div>
    </section>
  )
}

function VerdictText({ verdict, run }: { readonly verdict: Verdict; readonly run: AutomataRun }) {
  switch (verdict.kind) {
    case 'equal':
      return (
        <p className="outcome good">
          <BadgeCheck size={16} aria-hidden="true" />
          <span>
            Exact: this browser comes to the same hash at tick {formatExact(Number(run.ticks_done))}
            , from the scenario whose hash is on record.
          </span>
        </p>
      )
    case 'different':
      return (
        <p className="outcome bad">
          <CircleX size={16} aria-hidden="true" />
          <span>
            <strong>Different.</strong> This browser comes to{' '}
            <code className="number">{verdict.hashes.stateHash?.slice(0, 16) ?? 'no hash'}</code>.
          </span>
        </p>
      )
    case 'failed':
      return (
        <p className="outcome bad">
          <CircleX size={16} aria-hidden="true" />
          <span>
            <strong>Not verified.</strong> {verdict.failure.message}{' '}
            <span className="number">{verdict.failure.code}</span>
          </span>
        </p>
      )
    default:
      return verdict satisfies never
  }
}
