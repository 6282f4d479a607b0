/** The order that the tool at hand makes of some sites. */
import type { EditOrder, Site } from '../../engine/protocol/inspect-api.ts'
import { useFieldStore } from '../state/field-store.ts'
import { pokedChannel } from '../state/poked-channel.ts'
import { useRunStore } from '../state/run-store.ts'
import type { ToolState } from '../state/tool-store.ts'

/**
 * Undefined where the tool changes nothing, or there is nothing to poke.
 *
 * @param middle of the brush, from where a poke may fall off.
 */
export function editOf(
  sites: readonly Site[],
  tools: ToolState,
  middle?: Site,
): EditOrder | undefined {
  const { tool, paintState, pokeChannel, pokeAmount, pokeMode, pokeProfile, pokeTicks, radius } =
    tools
  const { info } = useRunStore.getState()
  if (sites.length === 0 || info === undefined) return undefined
  // On a line's history many places are one site, and each is to be poked once.
  const distinct = new Map(sites.map(({ x, y, z }) => [`${x} ${y} ${z}`, [x, y, z]]))
  const cells = [...distinct.values()]
  if (tool === 'paint') {
    return { kind: 'paint', cells, state: Math.min(paintState, info.rule.states - 1) }
  }
  const shown = useFieldStore.getState().channel
  const channel = pokedChannel(info.living?.channels ?? [], pokeChannel, shown)
  if (tool !== 'poke' || channel === undefined) return undefined
  const fallsOff = pokeProfile === 'gaussian' && radius > 0 && middle !== undefined
  return {
    kind: 'poke',
    channel: channel.name,
    cells,
    value: pokeAmount,
    ...(pokeMode === 'set' && { set: true }),
    ...(fallsOff && { falloff: { at: [middle.x, middle.y, middle.z], radius } }),
    ...(pokeTicks > 1 && { ticks: pokeTicks }),
  }
}
