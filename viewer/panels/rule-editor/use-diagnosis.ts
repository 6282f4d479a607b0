/** What is known of a rule while it is written. */
import { useEffect, useState } from 'react'
import type { RuleDiagnosis } from '../../../engine/protocol/inspect-api.ts'
import type { WorldDesk } from '../../state/world-desk.ts'

/** Nobody types as fast as this, and a function takes time to be read. */
const QUIET_MS = 150

interface Answer {
  readonly text: string
  readonly diagnosis: RuleDiagnosis
}

/** The diagnosis of a text, undefined until there is one of this very text. */
export function useDiagnosis(desk: WorldDesk, text: string): RuleDiagnosis | undefined {
  const [answer, setAnswer] = useState<Answer>()
  useEffect(() => {
    let isOver = false
    const timer = setTimeout(async () => {
      const diagnosis = await desk.checkRule(text)
      if (!isOver && diagnosis !== undefined) setAnswer({ text, diagnosis })
    }, QUIET_MS)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [desk, text])
  return answer?.text === text ? answer.diagnosis : undefined
}
