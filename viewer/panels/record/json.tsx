/** A JSON text, set so that people can read it; text that is none, as it is. */
interface JsonProps {
  readonly text: string
}

/** Longer ones are shown to here; whoever wants all of it copies it. */
const MAX_SHOWN_CHARS = 20_000

export function Json({ text }: JsonProps) {
  const lines = format(text)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by key
    <pre className="json number scrolled" tabIndex={0}>
      {lines.length > MAX_SHOWN_CHARS ? `${lines.slice(0, MAX_SHOWN_CHARS)}\n…` : lines}
    </pre>
  )
}

function format(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
