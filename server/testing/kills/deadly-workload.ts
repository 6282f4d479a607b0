/**
 * What a ledger is asked while it is killed at every point: to begin, to take groups and single appends, to begin new
 * segments, to sign checkpoints, to know a key again, to close, and to open anew.
 */
import type { Disk } from '../../ledger/files/disk.ts'
import { FileLedger } from '../../ledger/files/file-ledger.ts'
import type { Acknowledgement } from './producer.ts'
import { buildAppend } from './sent-append.ts'

/** The producer of all appends. */
export const DEADLY_PRODUCER = 'p'

type Step =
  | { readonly kind: 'open' | 'checkpoint' | 'close' }
  /** Appends that are sent together: a group, where their keys are new. */
  | { readonly kind: 'append'; readonly numbers: readonly number[] }

const append = (...numbers: readonly number[]): Step => ({ kind: 'append', numbers })
const [open, checkpoint, close] = (['open', 'checkpoint', 'close'] as const).map((kind) => ({
  kind,
}))

export const DEADLY_WORKLOADS = {
  short: [open!, append(0, 1, 2), checkpoint!, append(3), append(4, 1, 5), close!],
  long: [
    ...[open!, append(0, 1, 2), append(3), checkpoint!, append(4, 5, 6, 7), append(0), append(8)],
    ...[append(9, 3, 10, 11), checkpoint!, append(12), close!],
    ...[open!, append(13, 14), append(2, 15), close!],
    ...[
      open!,
      close!,
      open!,
      append(16),
      append(17, 18, 19, 20, 21),
      checkpoint!,
      append(22),
      close!,
    ],
  ],
} as const satisfies Record<string, readonly Step[]>

export type DeadlyWorkloadName = keyof typeof DEADLY_WORKLOADS

/** Three or four entries fill a segment. */
const SEGMENT_BYTES = 2500
/** Checkpoints come when they are asked for, so that each run asks the disk the same. */
const NEVER_MS = 1e9

/** Does it all; each acknowledgement is told before anything else is asked. */
export async function followWorkload(
  folder: string,
  name: DeadlyWorkloadName,
  disk: Disk,
  tell: (acknowledgement: Acknowledgement) => void,
): Promise<void> {
  let ledger: FileLedger | undefined
  let highest = -1
  for (const step of DEADLY_WORKLOADS[name] as readonly Step[]) {
    if (step.kind === 'open') {
      const options = { segmentBytes: SEGMENT_BYTES, checkpointMs: NEVER_MS }
      ledger = await FileLedger.open({ folder, disk, ...options })
    } else if (step.kind === 'append') {
      const after = highest
      await Promise.all(
        step.numbers.map(async (number) => {
          const appended = await ledger!.append(buildAppend(DEADLY_PRODUCER, number))
          // One that was sent before has its place since then.
          tell({ number, ...appended, after: appended.isNew ? after : -1 })
          highest = Math.max(highest, appended.seq)
        }),
      )
    } else await ledger![step.kind]()
  }
}

/** How many appends a workload has; they are numbered from 0. */
export function countAppends(name: DeadlyWorkloadName): number {
  const steps: readonly Step[] = DEADLY_WORKLOADS[name]
  const numbers = steps.flatMap((step) => (step.kind === 'append' ? step.numbers : []))
  return 1 + Math.max(...numbers)
}
