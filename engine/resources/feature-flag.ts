/** Feature flags: what a server can do, and may be told not to. Policies and code read them. */

export interface FeatureFlag {
  /** A sentence on what is there where it is on. */
  readonly about: string
  /** Its state until somebody changes it. */
  readonly isOn: boolean
}

/** All there are. A flag that is not here is refused, and one whose change is on record but is not here is passed over. */
export const FEATURE_FLAGS = Object.freeze({
  'features.graphql': { about: 'GraphQL answers at /graphql.', isOn: true },
  'features.mcp': { about: 'Tools answer by the Model Context Protocol at /mcp.', isOn: true },
  'features.sockets': { about: 'Sockets tell what happens as it happens.', isOn: true },
  'features.bridge': {
    about: 'Calls cross to an external Cerebros, where a setting names one.',
    isOn: false,
  },
} as const satisfies Readonly<Record<string, FeatureFlag>>)

export type FlagName = keyof typeof FEATURE_FLAGS

/** Which flags are on. */
export type FlagStates = Readonly<Record<FlagName, boolean>>

export const FLAG_NAMES = Object.keys(FEATURE_FLAGS) as readonly FlagName[]

/** The states of all flags, where some were changed. */
export function buildFlagStates(changed: Iterable<readonly [string, boolean]>): FlagStates {
  const states = new Map(changed)
  return Object.freeze(
    Object.fromEntries(
      FLAG_NAMES.map((name) => [name, states.get(name) ?? FEATURE_FLAGS[name].isOn]),
    ),
  ) as FlagStates
}
