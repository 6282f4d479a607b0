/** Entries as the files of a ledger have them, read without its code. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The lines of entries as the files have them, without their hashes. */
export function readEntryLines(folder: string): string[] {
  const names = readdirSync(join(folder, 'entries')).sort()
  const text = names.map((name) => readFileSync(join(folder, 'entries', name), 'utf8')).join('')
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.slice(65))
}
