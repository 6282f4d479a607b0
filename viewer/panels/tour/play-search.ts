/** The chapter that runs a study before everybody's eyes and opens the world at the knee of its front. */
import { openPanel } from '../../state/panel-store.ts'
import { openDraft, openStudy, openTrial, removeStudy, runDraft } from '../../state/study-desk.ts'
import { chooseTrial, useStudyStore } from '../../state/study-store.ts'
import type { TourStage } from './tour-stage.ts'

const NAME = 'The search of the tour'
/** Trials after which the tour has seen enough. */
const ENOUGH_TRIALS = 30

/** Small worlds and few ticks: it is watched as it goes. */
const STUDY = `version: 1
name: ${NAME}
about: Which rules of 26 neighbors keep changing, and yet let a change of one cell die out.
space:
  - { name: s4, type: int, low: 0, high: 1 }
  - { name: s5, type: int, low: 0, high: 1 }
  - { name: s6, type: int, low: 0, high: 1 }
  - { name: s7, type: int, low: 0, high: 1 }
  - { name: b4, type: int, low: 0, high: 1 }
  - { name: b5, type: int, low: 0, high: 1 }
  - { name: b6, type: int, low: 0, high: 1 }
  - { name: states, type: int, low: 2, high: 5 }
  - { name: density, type: int, low: 16, high: 192, log: true }
objectives:
  - { name: activity, direction: maximize, reference: 0 }
  - { name: damage, direction: minimize, reference: 1 }
constraints:
  - { name: alive, atLeast: 0.001 }
budget: { trials: 48 }
workers: 2
repeat: 4
seed: 7
objective:
  kind: automaton
  size: [16, 16, 16]
  ticks: 60
  probes: [40, 60]
  seeds: { count: 1 }
  set:
    rule: "{s*,}/{b*,}/{states}/M"
    density: "{density}"
  values:
    activity: { of: activity.ratio, when: mean }
    damage: { of: damage.20/40.ratio, missing: 0 }
    alive: { of: alive.ratio, over: min }
`

const { getState: studies } = useStudyStore
const ended = () => studies().trials.filter(({ state }) => state !== 'running').length

/** Plays it. */
export async function playSearch(stage: TourStage): Promise<void> {
  await stage.open('clouds')
  openPanel('search')
  await stage.until(() => studies().entries !== undefined)
  await forgetEarlier()
  openDraft({ text: STUDY, files: {} })
  const running = runDraft()
  await stage.tell(
    'Which rules are lively, and yet heal? Two goals that pull apart, so the answer is a front, not one winner. This search has just begun, in the workers of this page.',
  )
  await running
  await stage.until(() => ended() >= ENOUGH_TRIALS, 60)
  await stage.tell(
    'Each point is a world that was run and measured. The staircase joins those that no other beats in both goals; its knee is the best compromise so far.',
  )
  const { summary } = studies()
  const chosen = summary?.knee ?? summary?.best[0]
  if (chosen === undefined) return
  chooseTrial(chosen)
  await openTrial(stage.run, chosen, 0)
  await stage.tell(
    `This is trial ${chosen}, opened as it was measured: its rule, its seed, its ticks. A click on any other point opens that one.`,
    6,
  )
}

/** The search of an earlier tour is deleted; those of the person are never touched. */
async function forgetEarlier(): Promise<void> {
  for (const { id } of (studies().entries ?? []).filter(({ name }) => name === NAME)) {
    await openStudy(id)
    await removeStudy()
  }
}
