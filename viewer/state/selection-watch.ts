/**
 * Keeps what is told of the selection fresh: its report, and the events of its bit or zone. One
 * question is outstanding at a time.
 */
import type { EventSubject } from '../../engine/protocol/inspect-api.ts'
import type { Failure, Result } from '../../engine/protocol/result.ts'
import type { SimulationSession } from '../session/simulation-session.ts'
import { NO_EVENTS, type Report, type Selection, setTool, useToolStore } from './tool-store.ts'
import { findObstacle } from './watch-store.ts'

export class SelectionWatch {
  readonly #simulation: SimulationSession['simulation']
  readonly #stop: () => void
  #isAsking = false
  /** Whether something has changed while a question was outstanding. */
  #isStale = false
  #isDisposed = false
  /** Whether the simulation listens to events for us. */
  #isFollowing = false

  constructor(simulation: SimulationSession['simulation']) {
    this.#simulation = simulation
    this.#stop = useToolStore.subscribe((now, before) => {
      if (now.selection === before.selection) return
      if (now.selection === undefined) setTool({ report: undefined, events: NO_EVENTS })
      void this.refresh()
    })
  }

  /** Asks again. */
  async refresh(): Promise<void> {
    this.#isStale = true
    if (this.#isAsking) return
    this.#isAsking = true
    try {
      while (this.#isStale && !this.#isDisposed) {
        this.#isStale = false
        await this.#ask()
      }
    } finally {
      this.#isAsking = false
    }
  }

  dispose(): void {
    this.#isDisposed = true
    this.#stop()
  }

  async #ask(): Promise<void> {
    const { selection } = useToolStore.getState()
    // What is seen is not in this page's worker, which would tell of another world.
    if (selection !== undefined && findObstacle() !== undefined) {
      setTool({ selection: undefined })
      return
    }
    const subject = selection && subjectOf(selection)
    const isWanted = subject !== undefined || this.#isFollowing
    this.#isFollowing = subject !== undefined
    const told = isWanted ? await this.#simulation.followEvents(subject) : undefined
    const looked = selection && (await this.#inspect(selection))
    if (looked === undefined || useToolStore.getState().selection !== selection) return
    if ('code' in looked) setTool({ selection: undefined })
    else setTool({ report: looked, events: told?.ok ? told.value : NO_EVENTS })
  }

  async #inspect(selection: Selection): Promise<Report | Failure> {
    switch (selection.kind) {
      case 'site':
        return asReport('site', await this.#simulation.inspect(selection.site))
      case 'box':
        return asReport('box', await this.#simulation.inspectBox(selection.box))
      case 'zone':
        return asReport('zone', await this.#simulation.inspectZone(selection.name))
      default:
        return selection satisfies never
    }
  }
}

/** Whose events are of interest; a box has too many bits. */
function subjectOf(selection: Selection): EventSubject | undefined {
  return selection.kind === 'box' ? undefined : selection
}

function asReport<Kind extends Report['kind']>(
  kind: Kind,
  result: Result<Extract<Report, { readonly kind: Kind }>['report']>,
): Report | Failure {
  return result.ok ? ({ kind, report: result.value } as Report) : result.failure
}
