/** What a channel does by itself, as scenario files have it. */
import type { ChannelDynamic, ChannelSource } from './channel.ts'
import { MAX_CLASSES } from './channel-check.ts'
import type { DynamicDocument } from './channel-schema.ts'
import type { NumberReader } from './number-reader.ts'

/** The members that each kind has; whatever else is written is a mistake. */
const MEMBERS = {
  static: [],
  diffuse: ['diffusion', 'decay', 'rest', 'source'],
  wave: ['speed', 'damping', 'decay', 'rest', 'source'],
  entropy: ['classes', 'neighborhood'],
  uphill: ['of', 'neighborhood'],
} as const satisfies Record<ChannelDynamic['kind'], readonly (keyof DynamicDocument)[]>

type Members = Omit<DynamicDocument, 'kind'>

/**
 * The dynamic that is written, over that of a channel with a name we know.
 *
 * @param base the dynamic whose members count where the kind is the same and they are not given;
 * what is written has a kind where there is none.
 * @throws {ChannelError} naming the member at fault.
 */
export function parseDynamic(
  read: NumberReader,
  written: DynamicDocument,
  base: ChannelDynamic | undefined,
): ChannelDynamic {
  // Of a channel with no base the kind was checked before.
  const { kind = base!.kind, ...members } = written
  const allowed: readonly string[] = MEMBERS[kind]
  const surplus = Object.keys(members).find((key) => !allowed.includes(key))
  if (surplus !== undefined) {
    const wanted = `a dynamic of kind ${kind} has ${allowed.join(', ') || 'no other members'}`
    read.fail(`dynamic.${surplus}`, 'it', wanted)
  }
  switch (kind) {
    case 'static':
      return { kind }
    case 'diffuse':
      return parseDiffuse(read, members, base?.kind === kind ? base : undefined)
    case 'wave':
      return parseWave(read, members, base?.kind === kind ? base : undefined)
    case 'entropy': {
      const own = base?.kind === kind ? base : undefined
      const classes = members.classes ?? own?.classes ?? MAX_CLASSES
      const neighborhood = members.neighborhood ?? own?.neighborhood
      return { kind, classes, ...(neighborhood && { neighborhood }) }
    }
    case 'uphill': {
      const own = base?.kind === kind ? base : undefined
      const of = members.of ?? own?.of
      if (of === undefined)
        return read.fail('dynamic.of', 'nothing', 'it says which channel is climbed')
      const neighborhood = members.neighborhood ?? own?.neighborhood
      return { kind, of, ...(neighborhood && { neighborhood }) }
    }
    default:
      return kind satisfies never
  }
}

function parseDiffuse(
  read: NumberReader,
  written: Members,
  base: Extract<ChannelDynamic, { kind: 'diffuse' }> | undefined,
): ChannelDynamic {
  if (written.diffusion === undefined && base === undefined) {
    read.fail('dynamic.diffusion', 'nothing', 'it says how much flows to each neighbor')
  }
  return {
    kind: 'diffuse',
    diffusion:
      written.diffusion === undefined
        ? base!.diffusion
        : read.coefficient('dynamic.diffusion', written.diffusion),
    ...parseRest(read, written, base),
  }
}

function parseWave(
  read: NumberReader,
  written: Members,
  base: Extract<ChannelDynamic, { kind: 'wave' }> | undefined,
): ChannelDynamic {
  if (written.speed === undefined && base === undefined) {
    read.fail('dynamic.speed', 'nothing', 'it says how many cells a tick the wave runs')
  }
  const { speed, damping } = written
  return {
    kind: 'wave',
    speedSquared: speed === undefined ? base!.speedSquared : read.square('dynamic.speed', speed),
    damping:
      damping === undefined ? (base?.damping ?? 0) : read.coefficient('dynamic.damping', damping),
    ...parseRest(read, written, base),
  }
}

interface RestMembers {
  readonly decay: number
  readonly rest: number
  readonly source?: ChannelSource
}

function parseRest(
  read: NumberReader,
  { decay, rest, source }: Members,
  base: RestMembers | undefined,
): RestMembers {
  const given = source === undefined ? base?.source : parseSource(read, source)
  return {
    decay: decay === undefined ? (base?.decay ?? 0) : read.coefficient('dynamic.decay', decay),
    rest: rest === undefined ? (base?.rest ?? 0) : read.value('dynamic.rest', rest),
    ...(given && { source: given }),
  }
}

/** A source of 0 is none. */
function parseSource(
  read: NumberReader,
  source: number | readonly number[],
): ChannelSource | undefined {
  const decimals = typeof source === 'number' ? [0, source] : source
  const amounts = decimals.map((decimal) => read.amount('dynamic.source', decimal))
  return amounts.every((amount) => amount === 0)
    ? undefined
    : Object.freeze({ amounts: Object.freeze(amounts) })
}
