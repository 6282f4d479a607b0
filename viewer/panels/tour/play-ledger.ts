/** The chapter that keeps a ledger, alters an entry of it and has the entry named. */
import {
  auditSmallLedger,
  hashLines,
  type LedgerFinding,
  type SmallLedger,
  writeSmallLedger,
} from '../../session/ledger-audit.ts'
import { hashAtTicks, type StateAt } from '../../session/two-back-ends.ts'
import { useRunStore } from '../../state/run-store.ts'
import type { TourStage } from './tour-stage.ts'

const TICKS = [0, 30, 60, 90, 120, 150] as const
/** The entry that is altered. */
const FORGED = 3

/** Plays it. */
export async function playLedger(stage: TourStage): Promise<void> {
  await stage.open('gosper-gun')
  const { source } = useRunStore.getState()
  if (source === undefined) return
  const states: StateAt[] = []
  const running = new AbortController()
  try {
    await hashAtTicks(source, TICKS, (state) => states.push(state), running.signal)
    const ledger = await writeSmallLedger(
      'tour',
      states.map((state) => ({ type: 'run.state', ...state, population: state.population ?? 0 })),
    )
    const show = async (shown: SmallLedger, finding?: LedgerFinding) => {
      const hashes = await hashLines(shown.lines)
      const wrong = finding?.kind === 'tampered' ? finding.seq : undefined
      stage.show({
        kind: 'ledger',
        lines: shown.lines.map((line, seq) => ({
          ...{ seq, text: describe(line), hash: hashes[seq]!, isWrong: seq === wrong },
        })),
        verdict: finding === undefined ? undefined : verdictOf(finding),
        isSound: finding === undefined ? undefined : finding.kind === 'sound',
      })
    }
    await show(ledger)
    await stage.tell(
      'What happens is written down. Each entry holds the hash of the one before it, and a signed Merkle root covers them all. These six are of the run behind them.',
    )
    await show(ledger, await auditSmallLedger(ledger))
    await stage.tell(
      'Checked: every hash fits, and the root is signed. Now somebody edits the past.',
    )
    const forged = { ...ledger, lines: ledger.lines.with(FORGED, forge(ledger.lines[FORGED]!)) }
    await show(forged)
    await stage.tell('One more cell alive, in one entry in the middle. It reads as well as before.')
    const finding = await auditSmallLedger(forged)
    await show(forged, finding)
    await stage.tell(
      finding.kind === 'tampered'
        ? `Found: entry ${finding.seq} is not what was signed. Nobody had to be trusted for that, and no second copy was needed.`
        : 'The check did not find it.',
      4,
    )
  } finally {
    running.abort()
  }
}

const POPULATION = /"population":(\d+)/

const forge = (line: string) =>
  line.replace(POPULATION, (_, digits: string) => `"population":${Number(digits) + 1}`)

function describe(line: string): string {
  const tick = /"tick":(\d+)/.exec(line)?.[1]
  return `tick ${tick}, ${POPULATION.exec(line)?.[1]} alive`
}

function verdictOf(finding: LedgerFinding): string {
  switch (finding.kind) {
    case 'sound':
      return `Sound. Signed root ${finding.root.slice(0, 12)}…`
    case 'tampered':
      return `Entry ${finding.seq} was altered. ${finding.problem}`
    case 'refused':
      return finding.problem
    default:
      return finding satisfies never
  }
}
