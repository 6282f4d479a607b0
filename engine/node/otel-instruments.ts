/** Which metrics are made of which events, as one table; `docs/telemetry.md` is held to it by a test. */

export interface Instrument {
  /** The event that it is made of. */
  readonly event: string
  /** The measurement that is taken; undefined for a counter, which counts events. */
  readonly measurement: string | undefined
  readonly kind: 'histogram' | 'counter' | 'gauge'
  readonly name: string
  /** As UCUM has it; what is counted stands in braces. */
  readonly unit: string
  readonly about: string
  /** Upper bounds of the buckets of a histogram. */
  readonly bounds?: readonly number[]
}

const SCENARIO = 'ca.qa.scenario.completed'
const SUITE = 'ca.qa.suite.completed'
const SAMPLE = 'ca.entropy.sample'

/** A scenario of the core suite takes from a few milliseconds to some seconds. */
const DURATION_BOUNDS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000]
/** Two states have at most one bit, and 256 have eight. */
const ENTROPY_BOUNDS = [0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.5, 2, 4, 8]
const STEP_BOUNDS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000]

/** Their attributes are the metadata of the event: names of a suite and its entries, and few others. */
export const INSTRUMENTS: readonly Instrument[] = Object.freeze<Instrument[]>([
  {
    ...{ event: SCENARIO, measurement: 'duration_ms', kind: 'histogram', unit: 'ms' },
    ...{ name: 'thunderline.ca.qa.scenario.duration', bounds: DURATION_BOUNDS },
    about: 'How long a scenario took.',
  },
  {
    ...{ event: SCENARIO, measurement: 'entropy_mean', kind: 'histogram', unit: 'bit' },
    ...{ name: 'thunderline.ca.qa.scenario.entropy_mean', bounds: ENTROPY_BOUNDS },
    about: 'The mean entropy of a scenario over its probes.',
  },
  {
    ...{ event: SCENARIO, measurement: 'convergence_steps', kind: 'histogram', unit: '{tick}' },
    ...{ name: 'thunderline.ca.qa.scenario.convergence_steps', bounds: STEP_BOUNDS },
    about: 'The first tick of a scenario whose state comes back.',
  },
  {
    ...{ event: SCENARIO, measurement: undefined, kind: 'counter', unit: '{scenario}' },
    name: 'thunderline.ca.qa.scenario.outcomes',
    about: 'Scenarios that are done, by outcome.',
  },
  {
    ...{ event: SUITE, measurement: 'duration_ms', kind: 'histogram', unit: 'ms' },
    ...{ name: 'thunderline.ca.qa.suite.duration', bounds: DURATION_BOUNDS },
    about: 'How long a suite took.',
  },
  {
    ...{ event: SAMPLE, measurement: 'entropy', kind: 'gauge', unit: 'bit' },
    name: 'thunderline.ca.entropy',
    about: 'The entropy of a run when it was last measured.',
  },
  {
    ...{ event: SAMPLE, measurement: 'entropy_normalized', kind: 'gauge', unit: '1' },
    name: 'thunderline.ca.entropy_normalized',
    about: 'That over the most that its states allow.',
  },
])
