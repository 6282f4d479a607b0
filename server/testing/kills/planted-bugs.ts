/** Bugs that are planted in a ledger, to see that the harness finds them; each by what it does wrong. */
import type { ProblemKind } from './judge-run.ts'

/** The kind of problem that names it. */
export const PLANTED_BUGS = {
  'acknowledges before it writes': 'lost',
  'acknowledges without writing now and then': 'lost',
  'acknowledges with the seq of a neighbor': 'misplaced',
  'forgets its keys at the opening': 'doubled',
  'appends a known key again': 'doubled',
  'answers a refused append as done': 'taken',
  'swaps two entries of a group': 'disordered',
  'writes an entry twice': 'doubled',
  'alters an event': 'altered',
  'skips an entry in the chain of hashes': 'audit',
  'cuts off the last entry at the opening': 'lost',
  'loses a group when a segment is full': 'lost',
  'tells a second time that a key is new': 'told anew',
} as const satisfies Record<string, ProblemKind>

export type PlantedBug = keyof typeof PLANTED_BUGS
