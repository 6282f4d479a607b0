/** What a row of a list says of an entry, read from its line; whether the line is sound is for the check to say. */
export interface EntryGist {
  readonly type: string
  readonly subject: string
  readonly timeMs: number | undefined
}

/** Gives `unreadable` for a line that is no entry, and `hidden` for one that policies hide. */
export function readEntryLine(line: string | null): EntryGist {
  if (line === null) return { type: 'hidden', subject: '', timeMs: undefined }
  let event: { readonly type?: unknown; readonly subject?: unknown; readonly time?: unknown } = {}
  try {
    event = (JSON.parse(line) as { event?: object } | null)?.event ?? {}
  } catch {
    return { type: 'unreadable', subject: '', timeMs: undefined }
  }
  const timeMs = typeof event.time === 'string' ? Date.parse(event.time) : Number.NaN
  return {
    type: typeof event.type === 'string' ? event.type : 'unknown',
    subject: typeof event.subject === 'string' ? event.subject : '',
    timeMs: Number.isNaN(timeMs) ? undefined : timeMs,
  }
}
