/** The search for what the open run comes to: one at a time, in a worker of its own that ends with it. */
import { create } from 'zustand'
import type {
  AttractorProgress,
  AttractorReport,
  AttractorTask,
  CertificateVerdict,
} from '../../engine/protocol/attractor-api.ts'
import type { EditEvent } from '../../engine/protocol/inspect-api.ts'
import type { Failure, Result } from '../../engine/protocol/result.ts'
import type { RunSource } from '../../engine/protocol/simulation-api.ts'
import { type AttractorSession, connectAttractors } from '../session/attractor-session.ts'

/** A run as it was when the search began. */
export interface AttractorSubject {
  readonly title: string
  readonly source: RunSource
  readonly edits: readonly EditEvent[]
}

export interface AttractorState {
  readonly phase: 'idle' | 'searching' | 'checking'
  /** What is or was looked at; undefined before the first search. */
  readonly subject: AttractorSubject | undefined
  readonly progress: AttractorProgress | undefined
  readonly report: AttractorReport | undefined
  readonly verdict: CertificateVerdict | undefined
  readonly failure: Failure | undefined
}

const IDLE: AttractorState = {
  phase: 'idle',
  subject: undefined,
  progress: undefined,
  report: undefined,
  verdict: undefined,
  failure: undefined,
}

export const useAttractorStore = create<AttractorState>(() => IDLE)

const ASK_EVERY_MS = 200

let session: AttractorSession | undefined
/** Grows with every search and every end of one; what an older one brings is dropped. */
let searches = 0

/** Looks for the attractor of a run, up to a tick; what was found before is forgotten. */
export async function findAttractor(subject: AttractorSubject, maxTicks: number): Promise<void> {
  endAttractor()
  useAttractorStore.setState({ ...IDLE, subject, phase: 'searching' })
  const task = taskOf(subject, maxTicks)
  const found = await work((attractors) => attractors.certify(task))
  if (found === undefined) return
  if (found.ok) useAttractorStore.setState({ report: found.value })
  else useAttractorStore.setState({ failure: found.failure })
}

/** Makes the run again on another back end, and checks what was found. */
export async function checkAttractor(): Promise<void> {
  const { subject, report } = useAttractorStore.getState()
  if (subject === undefined || report?.isKnown !== true) return
  useAttractorStore.setState({ phase: 'checking', verdict: undefined })
  const { certificate, transient, period } = report
  const task = taskOf(subject, transient + period)
  const checked = await work((attractors) => attractors.check(task, certificate))
  if (checked === undefined) return
  if (checked.ok) useAttractorStore.setState({ verdict: checked.value })
  else useAttractorStore.setState({ failure: checked.failure })
}

/** Ends what goes on, at once; what was found stays. */
export function endAttractor(): void {
  searches++
  session?.close()
  session = undefined
  useAttractorStore.setState({ phase: 'idle', progress: undefined })
}

/** Also of a run that is closed meanwhile: it is data. */
const taskOf = ({ source, edits }: AttractorSubject, maxTicks: number): AttractorTask => ({
  source,
  edits,
  maxTicks,
})

/** Has a worker of its own do something; undefined where it was ended meanwhile. */
async function work<T>(
  ask: (attractors: AttractorSession['attractors']) => Promise<Result<T>>,
): Promise<Result<T> | undefined> {
  const search = ++searches
  const lost = Promise.withResolvers<Result<T>>()
  const own = connectAttractors((message) =>
    lost.resolve({ ok: false, failure: { code: 'session/worker-lost', message, details: {} } }),
  )
  session = own
  const timer = setInterval(async () => {
    const progress = await own.attractors.progress()
    if (search === searches) useAttractorStore.setState({ progress })
  }, ASK_EVERY_MS)
  try {
    const outcome = await Promise.race([ask(own.attractors), lost.promise])
    if (search !== searches) return undefined
    endAttractor()
    return outcome
  } finally {
    clearInterval(timer)
  }
}
