/** The cells of zones, as runs that are as long as they can be. */
import type { ZoneMap } from '../lattice/zone-map.ts'

/** Runs in the order of their zones. */
export interface ZoneRuns {
  /** Of run i the first cell at 2 i, and how many follow each other at 2 i + 1. */
  readonly runs: Uint32Array
  /** Where the runs of a zone begin; one entry more than there are zones. */
  readonly zones: Uint32Array
}

/** Zones stay where they are as long as a run, and are asked for at every probe. */
const known = new WeakMap<ZoneMap, ZoneRuns>()

/** The runs of all zones of a map; they are kept as long as the map is. */
export function runsOfZones(map: ZoneMap): ZoneRuns {
  const found = known.get(map)
  if (found !== undefined) return found
  const runs: number[] = []
  const zones = new Uint32Array(map.count + 1)
  for (let zone = 0; zone < map.count; zone++) {
    let end = -1
    map.eachRun(zone, (first, cells) => {
      if (first === end) runs[runs.length - 1]! += cells
      else runs.push(first, cells)
      end = first + cells
    })
    zones[zone + 1] = runs.length >> 1
  }
  const built = { runs: Uint32Array.from(runs), zones }
  known.set(map, built)
  return built
}
