/** Names of the planes of numbers, one a cell, that a world has beside its states. */

/** A plane that a rule's program declares. */
export interface PlaneName {
  /** `rule` is which of the world's rules a cell follows. */
  readonly kind: 'component' | 'channel' | 'parameter' | 'rule'
  /** Name of the component, channel or parameter; empty for the rule index. */
  readonly name: string
}

/** A plane of a lattice: those of its rules, and what its bits, zones and fields need besides. */
export interface LatticePlaneName {
  readonly kind:
    | PlaneName['kind']
    /** What a bit's dynamics remember from tick to tick. */
    | 'memory'
    | 'status'
    | 'presence'
    /** A wave's plane of the tick before. */
    | 'previous'
    /** Which zone a site belongs to. */
    | 'zone'
    /** Which list of meta-rules a bit has. */
    | 'meta'
    /** How many writes to fields a cell made in the last tick, for observers. */
    | 'writes'
    /** A metric of the cell's zone, written from outside before a tick. */
    | 'metric'
  /** Name of the component, channel, parameter or metric; empty where there is but one. */
  readonly name: string
}

/** Tells whether two names are of the same plane. */
export function isSamePlane(a: LatticePlaneName, b: LatticePlaneName): boolean {
  return a.kind === b.kind && a.name === b.name
}

/** The name as one text, by which passes call the plane. */
export function formatPlane({ kind, name }: LatticePlaneName): string {
  return name === '' ? kind : `${kind} ${name}`
}
