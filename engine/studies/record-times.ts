/** When trials began and ended, by the record of their study. */
import type { TrialTimes } from '../search/optuna/write-journal.ts'
import type { RecordEntry } from './study-record.ts'

/** The times of a trial by its number: from when it last began to its last line. */
export function readTimes(entries: readonly RecordEntry[]): (number: number) => TrialTimes {
  const times = new Map<number, TrialTimes>()
  for (const entry of entries) {
    if (entry.kind === 'study' || entry.kind === 'session') continue
    const { trial, atMs, kind } = entry
    const begins = kind === 'ask' || kind === 'again'
    const startMs = begins ? atMs : (times.get(trial)?.startMs ?? atMs)
    // A clock that was set back makes no trial end before it began.
    times.set(trial, { startMs, endMs: Math.max(startMs, atMs) })
  }
  return (number) => times.get(number) ?? { startMs: 0, endMs: 0 }
}
