/** Which channel the poke tool adds to. */
import type { ChannelInfo } from '../../engine/protocol/living-info.ts'

/** The one that was chosen, else the one that is shown, else the first; undefined where none is. */
export function pokedChannel(
  channels: readonly ChannelInfo[],
  chosen: string | undefined,
  shown: string | undefined,
): ChannelInfo | undefined {
  const find = (wanted: string | undefined) => channels.find(({ name }) => name === wanted)
  return find(chosen) ?? find(shown) ?? channels[0]
}
