/** Tells whether what happens on an element belongs to a text that is being written there. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !/^(checkbox|range|button)$/.test(target.type)
  return target instanceof HTMLTextAreaElement || target.isContentEditable
}
