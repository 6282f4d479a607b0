/** States of one member that reports show. */
import { countCells } from '../../lattice/size.ts'
import type { Run } from '../../scenario/run.ts'
import type { Stroke } from '../../scenario/stroke.ts'
import type { SimulationOptions } from '../create-world.ts'
import { Simulation } from '../simulation.ts'
import type { MemberPlan } from './member-plan.ts'
import { startMember } from './start-member.ts'

/** A state at a tick, one byte a cell in flat order. */
export interface Frame {
  readonly tick: number
  readonly cells: Uint8Array
}

/**
 * Runs a member again and keeps the states at some ticks.
 *
 * @param ticks ascending.
 * @param change is painted on state 0 beside what it begins with.
 */
export async function captureFrames(
  template: Run,
  plan: MemberPlan,
  ticks: readonly number[],
  options: SimulationOptions = {},
  change?: Stroke,
): Promise<Frame[]> {
  const run = startMember(template, plan)
  const initial = change === undefined ? run.initial : [...run.initial, change]
  const simulation = await Simulation.start({ ...run, initial }, options)
  try {
    const frames: Frame[] = []
    for (const tick of ticks) {
      await simulation.advance(tick - simulation.tick)
      const cells = new Uint8Array(countCells(template.size))
      await simulation.read(simulation.extent(), cells)
      frames.push({ tick, cells })
    }
    return frames
  } finally {
    simulation.dispose()
  }
}
