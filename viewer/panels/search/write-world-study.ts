/** A study over the world that is open, as the text of a file that anybody may go on writing. */
import { dump } from 'js-yaml'
import type { RuleCounts, WorldPlace } from './world-places.ts'

/** Something that can be wanted of a world. */
export interface WorldGoal {
  readonly name: string
  readonly direction: 'minimize' | 'maximize'
  readonly value: string | Readonly<Record<string, string | number>>
  /** What it means, a sentence. */
  readonly about: string
}

/** Goals that nearly any world can have; the first two are wanted unless somebody says otherwise. */
export const WORLD_GOALS: readonly WorldGoal[] = Object.freeze([
  {
    name: 'activity',
    direction: 'maximize',
    value: { of: 'activity.ratio', when: 'mean' },
    about: 'Many cells change from tick to tick.',
  },
  {
    name: 'disorder',
    direction: 'minimize',
    value: { of: 'entropy.normalized', when: 'mean', target: 0.5 },
    about: 'The entropy is near that of a world half in order.',
  },
  {
    name: 'structure',
    direction: 'maximize',
    value: { of: 'mutual-information.1', when: 'mean' },
    about: 'Cells next to each other say much of each other.',
  },
  {
    name: 'population',
    direction: 'minimize',
    value: 'population',
    about: 'Few cells live at the end.',
  },
  {
    name: 'cost',
    direction: 'minimize',
    value: 'cost',
    about: 'The rule is cheap, by a model that is the same on any machine.',
  },
])

export interface WorldStudyWishes {
  readonly title: string
  /** The scenario that is varied, as plain data. */
  readonly document: unknown
  readonly places: readonly WorldPlace[]
  /** The rule whose counts are switched; undefined where it stays. */
  readonly rule: RuleCounts | undefined
  readonly goals: readonly WorldGoal[]
  readonly ticks: number
  readonly trials: number
  /** Trials at a time that leave it the same study. */
  readonly threads: number
}

/** Seeds of each trial: one run alone says little of a rule. */
const RUNS = 2

const DUMP = { lineWidth: 120, noRefs: true } as const

/** Writes it. */
export function writeWorldStudy(wishes: WorldStudyWishes): string {
  const { title, document, places, rule, goals, ticks, trials, threads } = wishes
  const switches = rule === undefined ? [] : listSwitches(rule)
  const own = places.map(({ name, type, low, high }) => ({ name, type, low, high }))
  const head = { version: 1, name: `Variations of ${title}`.slice(0, 200) }
  const objectives = goals.map(({ name, direction }) => ({ name, direction }))
  const rest = {
    budget: { trials },
    ...(threads > 1 && { workers: threads, repeat: threads }),
    seed: 1,
    objective: {
      kind: 'automaton',
      scenario: withoutTimes(document),
      ticks,
      probes: [Math.ceil(ticks / 2), Math.ceil((3 * ticks) / 4), ticks],
      seeds: { count: RUNS },
      set: {
        ...(rule !== undefined && { rule: rule.template }),
        ...Object.fromEntries(places.map(({ name }) => [name, `{${name}}`])),
      },
      values: Object.fromEntries(goals.map(({ name, value }) => [name, value])),
    },
  }
  return [
    dump(head, DUMP),
    `space:\n${listLines([...switches, ...own])}`,
    `objectives:\n${listLines(objectives)}`,
    dump(rest, { ...DUMP, flowLevel: 3 }),
  ].join('')
}

const listSwitches = ({ counts }: RuleCounts) =>
  ['s', 'b'].flatMap((kind) =>
    counts
      // Of a rule by which nothing becomes something, all worlds are full.
      .filter((count) => !(kind === 'b' && count === 0))
      .map((count) => ({ name: `${kind}${count}`, type: 'int', low: 0, high: 1 })),
  )

/** A list of maps, each in a line of its own. */
const listLines = (members: readonly object[]) =>
  members.map((each) => `  - ${dump(each, { ...DUMP, lineWidth: -1, flowLevel: 0 })}`).join('')

/** What is said of how far the world itself is run is of no trial. */
function withoutTimes(document: unknown): unknown {
  const { expect, ticks, probes, metrics, ...others } = document as Record<string, unknown>
  return others
}
