/** What the planes of a living world hold before anything happens in it. */
import { PHYSICS_PARAMETERS } from '../bits/physics/physics-parameter.ts'
import { ACTIVE_STATUS } from '../forge/lattice/lattice-planes.ts'
import { blankOf } from '../kernels/lattice-check.ts'
import { writeZones } from '../lattice/zone-map.ts'
import type { LatticePlane } from '../rules/program/lattice-program.ts'
import type { LivingRun } from '../scenario/living-run.ts'

/** Fills in what a plane holds at tick 0, a number a cell, before it is painted or spawned on. */
export function fillFirst(
  { channels, zoneMap, zones }: LivingRun,
  plane: LatticePlane,
  values: Int32Array,
): void {
  const byZone = (numberOf: (zone: number) => number) => {
    for (let zone = 0; zone < zoneMap.count; zone++) {
      const value = numberOf(zone)
      zoneMap.eachRun(zone, (first, cells) => values.fill(value, first, first + cells))
    }
  }
  switch (plane.plane.kind) {
    case 'zone':
      writeZones(zoneMap, values)
      return
    case 'rule':
      byZone((zone) => zones[zone]!.rule)
      return
    case 'status':
      byZone((zone) => (zones[zone]!.isSettled ? 0 : ACTIVE_STATUS))
      return
    case 'parameter': {
      const start = startOfParameter(plane.plane.name)
      byZone((zone) => (zones[zone]!.isSettled ? 0 : start))
      return
    }
    case 'channel':
    case 'previous':
      values.fill(channels.find(({ name }) => name === plane.plane.name)!.start)
      return
    default:
      values.fill(blankOf(plane))
  }
}

/** What a site of a filled zone has of a parameter: what a bit has that is spawned without one. */
function startOfParameter(name: string): number {
  return PHYSICS_PARAMETERS.find((parameter) => parameter.name === name)?.start ?? 0
}
