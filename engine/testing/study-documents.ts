/** Documents of studies for tests. */

/** A study of a small automaton: two objectives, a constraint, three seeds. */
export const AUTOMATON_STUDY = {
  version: 1,
  name: 'Soups of Life',
  space: [
    { name: 'density', type: 'int', low: 16, high: 240 },
    { name: 'kind', type: 'categorical', choices: ['life', 'generations'] },
    { name: 'states', type: 'int', low: 3, high: 6, if: { param: 'kind', in: ['generations'] } },
  ],
  objectives: [
    { name: 'activity', direction: 'maximize' },
    { name: 'cells', direction: 'minimize', unit: 'cells' },
  ],
  constraints: [{ name: 'disorder', atMost: 0.4 }],
  budget: { trials: 12 },
  seed: 3,
  objective: {
    kind: 'automaton',
    size: [12, 12],
    ticks: 12,
    probes: [6, 12],
    seeds: { count: 3 },
    set: { density: '{density}', rule: '23/3/{states|2}' },
    values: {
      activity: { of: 'activity.ratio', when: 'mean', over: 'median' },
      cells: 'population',
      disorder: { of: 'entropy.normalized', target: 0.5 },
    },
  },
} as const

/** A study of a program, which is the words after it. */
export function commandStudy(run: readonly string[], more: Readonly<Record<string, unknown>> = {}) {
  return {
    version: 1,
    name: 'A program',
    space: [
      { name: 'x', type: 'float', low: -2, high: 2 },
      { name: 'n', type: 'int', low: 1, high: 9 },
    ],
    objectives: [
      { name: 'near', direction: 'minimize' },
      { name: 'far', direction: 'maximize' },
    ],
    budget: { trials: 10 },
    seed: 11,
    objective: { kind: 'command', run, timeLimitSeconds: 20, ...more },
  }
}
