/** The kinds of things that a server knows, which are also the types of resources that policies speak of. */
export const RESOURCE_NAMES = [
  'AutomataRun',
  'ModelRun',
  'TrainingRun',
  'Study',
  'Trial',
  'LaneRuleSet',
  'ResourceAllocation',
  'Alert',
  'Artifact',
  'Dataset',
  'Slot',
  'Promotion',
  'Lineage',
  'Ledger',
  'Event',
  'DeadLetter',
  'Policy',
  'Verdict',
  'Token',
  'Flag',
  'Presence',
  'System',
] as const

export type ResourceName = (typeof RESOURCE_NAMES)[number]
