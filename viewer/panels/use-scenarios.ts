/** The scenarios of the library, for whatever lists them. */
import { useEffect, useState } from 'react'
import type { ScenarioEntry } from '../session/scenario-library.ts'

/** The library's list; undefined until its chunk has come. */
export function useScenarios(): readonly ScenarioEntry[] | undefined {
  const [entries, setEntries] = useState<readonly ScenarioEntry[]>()
  useEffect(() => {
    let isMounted = true
    void import('../session/scenario-library.ts').then(({ listScenarios }) => {
      if (isMounted) setEntries(listScenarios())
    })
    return () => {
      isMounted = false
    }
  }, [])
  return entries
}
