/** How scenarios name parameter packs, and where they lie. */

export const PACK_NAME = '[a-z][a-z0-9-]{0,63}'

/** Semantic Versioning 2.0.0, sections 2 and 9, without build metadata: that tells no versions apart. */
export const PACK_VERSION =
  '(?:0|[1-9]\\d{0,8})\\.(?:0|[1-9]\\d{0,8})\\.(?:0|[1-9]\\d{0,8})(?:-[0-9A-Za-z.-]{1,64})?'

/** A pack's name and version, in groups: `ripples@1.2.0`. */
export const PACK_REFERENCE = new RegExp(`^(${PACK_NAME})@(${PACK_VERSION})$`)

/** Where a pack lies, from the scenario's folder; undefined for what names none. */
export function pathOfPack(reference: string): string | undefined {
  const name = PACK_REFERENCE.exec(reference)?.[1]
  return name === undefined ? undefined : `packs/${name}.yaml`
}

/** A text that stands for a value of a pack, with the pack's name and the value's in groups: `$ripples.decay`. */
export const VALUE_REFERENCE = /^\$([a-z][a-z0-9-]*)\.([A-Za-z][\w-]*)$/
