/** The study that is being written, kept for a reload of its tab; one with files is not, since they may be large. */
import type { StudyInput } from '../../engine/worker/search-api.ts'

const STORAGE_KEY = 'thunderline.study-draft'
const MAX_CHARS = 100_000

const NONE: StudyInput = Object.freeze({ text: '', files: {} })

/** Keeps it, in place of the one before. */
export function keepDraft({ text, files }: StudyInput): void {
  try {
    const isKept = text.length <= MAX_CHARS && Object.keys(files).length === 0
    if (isKept) sessionStorage.setItem(STORAGE_KEY, text)
    else sessionStorage.removeItem(STORAGE_KEY)
  } catch {
    // Then a reload begins with none.
  }
}

/** The one that was kept; an empty one where there is none. */
export function readDraft(): StudyInput {
  try {
    return { ...NONE, text: sessionStorage.getItem(STORAGE_KEY) ?? '' }
  } catch {
    return NONE
  }
}
