/** The pictures of a report: lines through time, planes and spaces at a few ticks. */

import { nameStart } from '../../simulation/classify/member-plan.ts'
import { drawPlane, drawRows, drawSpace } from '../picture/draw-states.ts'
import { changePalette, colorIndexOf, statePalette, voxelPalette } from '../picture/state-colors.ts'
import { formatNumber } from '../plot/format-number.ts'
import type { Classification } from './classification.ts'
import type { ReportPicture } from './report-model.ts'
import type { Showcase } from './showcase.ts'

/** Cells of a line that are shown: its middle. */
const LINE_CELLS = 200

/** Draws them. */
export function drawPictures(classification: Classification, showcase: Showcase): ReportPicture[] {
  const { run } = classification
  if (run.size.y === 1 && run.size.z === 1) return drawLines(classification, showcase)
  const { states } = run.rule
  const isSpace = run.size.z > 1
  const start = nameStart(showcase.plan.start)
  return showcase.frames.map(({ tick, cells }) => ({
    caption: tick === 0 ? `tick 0 · ${start}` : `tick ${formatNumber(tick)}`,
    alt: `The ${isSpace ? 'space' : 'plane'} of cells at tick ${tick}, from ${start}.`,
    picture: isSpace ? drawSpace(run.size, cells, states) : drawPlane(run.size, cells, states),
    paletteOf: (theme) => (isSpace ? voxelPalette(states, theme) : statePalette(states, theme)),
  }))
}

function drawLines(
  { run }: Classification,
  { plan, frames, cellFrames, changeRows }: Showcase,
): ReportPicture[] {
  const { states } = run.rule
  const middle = (row: Uint8Array) => {
    const from = Math.max(0, Math.floor((row.length - LINE_CELLS) / 2))
    return row.subarray(from, from + LINE_CELLS)
  }
  const rowsOf = (rows: readonly Uint8Array[], colorOf: (state: number) => number) =>
    drawRows(rows.map(middle), colorOf)
  const colorOf = (state: number) => colorIndexOf(state, states)
  const start = nameStart(plan.start)
  const pictures: ReportPicture[] = [
    {
      caption: `${start}, time runs down`,
      alt: `Space-time from ${start}: each row is one tick, time runs down.`,
      picture: rowsOf(
        frames.map(({ cells }) => cells),
        colorOf,
      ),
      paletteOf: (theme) => statePalette(states, theme),
    },
  ]
  if (cellFrames.length > 0) {
    pictures.push({
      caption: 'from one cell',
      alt: 'Space-time from one cell amid zeros: each row is one tick, time runs down.',
      picture: rowsOf(
        cellFrames.map(({ cells }) => cells),
        colorOf,
      ),
      paletteOf: (theme) => statePalette(states, theme),
    })
  }
  if (changeRows.length > 0) {
    pictures.push({
      caption: 'what one changed cell changes',
      alt: 'Where the run differs after one cell in the middle was changed at tick 0; time runs down.',
      picture: rowsOf(changeRows, (mark) => mark),
      paletteOf: changePalette,
    })
  }
  return pictures
}
