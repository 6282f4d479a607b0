/** The pattern of topics that are heard: one that is none says why. */
import { type FormEvent, useId, useState } from 'react'
import { isNamedError } from '../../../engine/named-error.ts'
import { parseTopicPattern } from '../../../engine/telemetry/topic-pattern.ts'

/** The pattern of all topics. */
export const ALL_TOPICS = '#'

interface PatternFieldProps {
  readonly pattern: string
  readonly onChange: (pattern: string) => void
}

export function PatternField({ pattern, onChange }: PatternFieldProps) {
  const [text, setText] = useState(pattern)
  const [problem, setProblem] = useState('')
  const problemId = useId()
  function apply(event: FormEvent): void {
    event.preventDefault()
    const wanted = text.trim() === '' ? ALL_TOPICS : text.trim()
    try {
      parseTopicPattern(wanted)
      setProblem('')
      setText(wanted)
      // To leave the field is not to choose: a paused list stays as it is.
      if (wanted !== pattern) onChange(wanted)
    } catch (thrown) {
      if (!isNamedError(thrown)) throw thrown
      setProblem(thrown.message)
    }
  }
  return (
    <form className="pattern-form" onSubmit={apply}>
      <input
        className="input number"
        aria-label="Pattern of topics"
        aria-invalid={problem !== ''}
        aria-describedby={problem === '' ? undefined : problemId}
        title="zone.event.agent: + is any one level, # the rest, as in +.ca.run.#  (Enter applies it)"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onBlur={apply}
      />
      {problem !== '' && (
        <p id={problemId} className="record-problem pattern-problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  )
}
