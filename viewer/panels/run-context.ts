/** The run controller, for every panel that asks something of the run. */
import { createContext, useContext } from 'react'
import type { RunController } from '../state/run-controller.ts'

export const RunContext = createContext<RunController | undefined>(undefined)

/** @throws {Error} outside of the app. */
export function useRun(): RunController {
  const controller = useContext(RunContext)
  if (controller === undefined) throw new Error('A panel stands outside of the app.')
  return controller
}
