/** The colors of cells by what a picture tells of them: one for each of 256 places. */
import type { FrameShades } from '../../engine/protocol/picture-api.ts'
import { buildColorMap, MAP_COLORS, mapOfChannel } from './color-maps.ts'
import { buildStatePalette, categoryColor, depthRampOf } from './state-palette.ts'
import type { Theme } from './theme.ts'

/** Where maps begin for cells, which have to be seen however small their values are. */
const LEAST_SEEN = 0.3

/**
 * The ramp as RGBA bytes, sRGB: ages from what is new to what is old, rules and zones each a color of
 * its own, activity and values along a perceptual map.
 *
 * @param isSigned whether the values have 0 in their middle.
 */
export function buildShadeRamp(
  { kind, name }: Pick<FrameShades, 'kind' | 'name'>,
  isSigned: boolean,
  theme: Theme,
): Uint8Array<ArrayBuffer> {
  switch (kind) {
    case 'age':
      return depthRampOf(buildStatePalette('two-state', 2, theme))
    case 'activity':
      return buildColorMap('ember', theme, LEAST_SEEN)
    case 'plane':
      return buildColorMap(mapOfChannel(name, isSigned), theme, LEAST_SEEN)
    case 'rule':
    case 'zone': {
      const bytes = new Uint8Array(4 * MAP_COLORS)
      for (let i = 0; i < MAP_COLORS; i++) bytes.set([...categoryColor(i, theme), 255], 4 * i)
      return bytes
    }
    default:
      return kind satisfies never
  }
}
