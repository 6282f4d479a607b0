/** A living world whose channels go on under other dynamics. */
import type { ChannelDynamic } from '../fields/channel.ts'
import { composeLattice } from '../forge/lattice/compose-lattice.ts'
import type { LivingRun } from './living-run.ts'

/** The dynamics of some channels, by their names; those of others are as the run has them. */
export type Dynamics = ReadonlyMap<string, ChannelDynamic>

/** The same world with these dynamics; the one that is given where there are none. */
export function tuneLiving(living: LivingRun, dynamics: Dynamics): LivingRun {
  if (dynamics.size === 0) return living
  const channels = living.channels.map((channel) => {
    const dynamic = dynamics.get(channel.name)
    return dynamic === undefined ? channel : Object.freeze({ ...channel, dynamic })
  })
  const spec = { ...living.spec, channels }
  return { ...living, spec, channels, lattice: composeLattice(spec) }
}

/** Whether two sets of dynamics are the same objects. */
export function isSameDynamics(a: Dynamics, b: Dynamics): boolean {
  return a.size === b.size && [...a].every(([name, dynamic]) => b.get(name) === dynamic)
}
