/** What can be drawn of a world beside its states: its channels, and the other planes of its state. */
import type { ChannelInfo, LivingInfo } from '../../engine/protocol/living-info.ts'

/** The layer of a name; undefined where the world has none. */
export function findLayer(
  living: LivingInfo | undefined,
  name: string | undefined,
): ChannelInfo | undefined {
  const isIt = (layer: ChannelInfo) => layer.name === name
  return living?.channels.find(isIt) ?? living?.planes.find(isIt)
}

/** The name by which the plane of a report is a layer: channels go by their own names. */
export function layerNameOf(plane: string): string {
  return plane.replace(/^channel /, '')
}
