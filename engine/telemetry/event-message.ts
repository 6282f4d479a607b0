/** Messages for people, as events of record hold them. */

/** Longer ones are cut. */
export const MAX_MESSAGE_CHARS = 500

// biome-ignore lint/suspicious/noControlCharactersInRegex: no text for people has them.
const CONTROL = /[\u0000-\u001f\u007f]+/g

/** A text as a message that every event and every database takes: one line, well formed, neither empty nor too long. */
export function toEventMessage(text: string): string {
  const line = text.replace(CONTROL, ' ').slice(0, MAX_MESSAGE_CHARS).toWellFormed()
  return line === '' ? 'untitled' : line
}
