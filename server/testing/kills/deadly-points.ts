/** Kills a ledger at each point of a workload, and holds what it was told until then, and afterwards, to what is there. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { realDisk } from '../../ledger/files/disk.ts'
import { createDeadlyDisk, type DeadlyCall, type DeadlyPoint } from './deadly-disk.ts'
import type { DeadlyOrder } from './deadly-process.ts'
import {
  countAppends,
  DEADLY_PRODUCER,
  type DeadlyWorkloadName,
  followWorkload,
} from './deadly-workload.ts'
import { judgeRun } from './judge-run.ts'
import { KILL_STORES } from './kill-stores.ts'
import type { Acknowledgement } from './producer.ts'

const ENTRY = join(import.meta.dirname, 'deadly-process.ts')

/** A point with what is asked there. */
export interface NamedPoint extends DeadlyPoint {
  readonly kind: DeadlyCall
}

/** All points of a workload: before and after each call, and amid each write. */
export async function listDeadlyPoints(workload: DeadlyWorkloadName): Promise<NamedPoint[]> {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-points-'))
  const disk = createDeadlyDisk()
  try {
    await followWorkload(join(folder, 'ledger'), workload, disk, () => {})
  } finally {
    rmSync(folder, { recursive: true })
  }
  return disk.calls.flatMap((kind, call): NamedPoint[] => [
    { kind, call, moment: 'before' },
    ...(kind === 'write' ? [{ kind, call, moment: 'amid' as const }] : []),
    { kind, call, moment: 'after' },
  ])
}

/**
 * Kills a process at the first point, another that does the same again at the second, if there is one, and lets a
 * third do all of it; gives what is wrong then.
 *
 * @param isHasty the processes that are killed say of writes that they are synced when they are not even written.
 */
export async function tryDeadlyPoints(
  workload: DeadlyWorkloadName,
  points: readonly DeadlyPoint[],
  isHasty = false,
): Promise<readonly string[]> {
  const around = mkdtempSync(join(tmpdir(), 'thunderline-point-'))
  const folder = join(around, 'ledger')
  const acknowledged: Acknowledgement[] = []
  try {
    for (const point of points)
      acknowledged.push(...(await runToPoint({ folder, workload, point, isHasty })))
    await followWorkload(folder, workload, realDisk, (each) => acknowledged.push(each))
    const report = { name: DEADLY_PRODUCER, sent: countAppends(workload), acknowledged }
    const { problems } = await judgeRun(
      [{ ...report, refused: [] }],
      KILL_STORES.files.readLines(folder),
    )
    return [...problems.map(({ text }) => text), ...(await KILL_STORES.files.audit(folder))]
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  } finally {
    rmSync(around, { recursive: true, force: true })
  }
}

/** What was acknowledged until the process ended itself; one that opens what another has left may not come that far. */
async function runToPoint(order: DeadlyOrder): Promise<readonly Acknowledgement[]> {
  const child = spawn(process.execPath, [ENTRY, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  const end = await ended
  if (end !== 'SIGKILL' && end !== 'exit code 0') throw new Error(`it ended with ${end}: ${errors}`)
  const lines = output.split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line) as Acknowledgement)
}
