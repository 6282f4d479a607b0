/** The run of a member: the rule and the world of all, a beginning and a seed of its own. */
import type { WorldBox } from '../../lattice/world-box.ts'
import { wholeOf } from '../../lattice/world-box.ts'
import { parseSeed } from '../../math/seed.ts'
import type { Run } from '../../scenario/run.ts'
import type { Stroke } from '../../scenario/stroke.ts'
import type { MemberPlan, MemberStart } from './member-plan.ts'

/** Builds it. @param template has a size. */
export function startMember(template: Run, { start, seed }: MemberPlan): Run {
  const own = { ...template, seed: parseSeed(seed), expectations: [], probes: [] }
  if (start.kind === 'scenario') return own
  return { ...own, commands: [], initial: [strokeOf(template, start)] }
}

function strokeOf({ size }: Run, start: Exclude<MemberStart, { kind: 'scenario' }>): Stroke {
  switch (start.kind) {
    case 'soup':
      return { kind: 'soup', box: wholeOf(size), density: start.density }
    case 'cell':
      return { kind: 'fill', box: middleOf(size, 1), state: 1 }
    case 'patch':
      return { kind: 'soup', box: middleOf(size, start.sideCells), density: start.density }
    default:
      return start satisfies never
  }
}

/** A box of so many cells along each axis, as far as the axis goes, in the middle. */
function middleOf(size: Run['size'], sideCells: number): WorldBox {
  const along = (cells: number) => {
    const side = Math.min(cells, sideCells)
    return { from: Math.floor((cells - side) / 2), side }
  }
  const [x, y, z] = [along(size.x), along(size.y), along(size.z)]
  return { x: x.from, y: y.from, z: z.from, size: { x: x.side, y: y.side, z: z.side } }
}
