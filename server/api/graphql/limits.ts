/** How much a GraphQL request may ask for. What it may ask at all is for the desk to say. */

export const GRAPHQL_LIMITS = {
  bodyBytes: 64 * 1024,
  /** Words and signs of a document. */
  tokens: 1000,
  /** Fields within fields. */
  depth: 8,
  /** The same below `__schema` and `__type`; how often lists may be within lists there, a rule of GraphQL itself says. */
  introspectionDepth: 16,
  /** Looks at the schema: each may go through all of it. */
  introspections: 2,
  aliases: 20,
  /** Fields at the top, each a call of the desk. */
  rootFields: 10,
  /** The costs of all fields, where one within a list counts as often as the list is long. */
  cost: 4000,
  /** A call of the desk costs so much more than a field. */
  callCost: 20,
  /** Calls of the desk that a request makes. */
  calls: 60,
  /** What a list without a limit is taken to be long; one whose limit is a variable, as long as any may be. */
  listLength: 50,
  longestList: 200,
} as const
