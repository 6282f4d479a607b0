/** What channels do by themselves, from docs/fields.md. */
import type { ChannelDocument, DynamicDocument } from '../../fields/channel-schema.ts'
import { allAroundIn, BEYOND, facesIn, type Ground, reach, stepsOf } from './plain-places.ts'
import { clamp, type Site, toRaw } from './plain-site.ts'

type Whole = Exclude<ChannelDocument, string>

/** A channel in raw numbers. */
export interface PlainChannel {
  readonly name: string
  readonly low: number
  readonly high: number
  readonly start: number
  readonly dynamic: DynamicDocument & { readonly kind: NonNullable<DynamicDocument['kind']> }
}

const FULL = 131071 / 16384

/** Directions are numbers, raw from 0 to 31. */
const DIRECTIONS: readonly [number, number] = [0, 31 / 16384]

const SEVEN: Readonly<Record<string, Omit<Whole, 'name'>>> = {
  gravity: { dynamic: { kind: 'diffuse', diffusion: 1 / 8, decay: 1 / 256, source: -1 / 32 } },
  mood: { range: [-1, 1], dynamic: { kind: 'diffuse', diffusion: 1 / 16, decay: 1 / 256 } },
  heat: { range: [0, FULL], dynamic: { kind: 'diffuse', diffusion: 1 / 8 } },
  signal: { dynamic: { kind: 'wave', speed: 1 / 2, damping: 1 / 64, decay: 1 / 256 } },
  entropy: { range: [0, 3], dynamic: { kind: 'entropy', classes: 8 } },
  intent: { dynamic: { kind: 'uphill', of: 'reward' } },
  reward: { dynamic: { kind: 'diffuse', diffusion: 1 / 16, decay: 1 / 16 } },
}

export function channelOf(document: ChannelDocument): PlainChannel {
  const whole: Whole = typeof document === 'string' ? { name: document } : document
  const usual = SEVEN[whole.name]
  const isOfItsKind =
    whole.dynamic?.kind === undefined || whole.dynamic.kind === usual?.dynamic?.kind
  const said = { ...(isOfItsKind && usual?.dynamic), ...whole.dynamic }
  const dynamic = { ...said, kind: said.kind ?? ('static' as const) }
  const { range = isDirection(dynamic) ? DIRECTIONS : (usual?.range ?? [-FULL, FULL]) } = whole
  const [low, high] = range
  return {
    name: whole.name,
    low: toRaw(low, 14),
    high: toRaw(high, 14),
    start: toRaw(whole.start ?? 0, isDirection(dynamic) ? 0 : 14),
    dynamic,
  }
}

export const isDirection = ({ kind }: Pick<DynamicDocument, 'kind'>) => kind === 'uphill'

const scale = (value: number, coefficient: number) => Math.trunc((value * coefficient) / 4096)

const share = (value: number | undefined) => toRaw(value ?? 0, 12)

/** What a cell in a state adds to a channel. */
function given(source: DynamicDocument['source'], state: number): number {
  if (source === undefined) return 0
  if (typeof source === 'number') return state === 0 ? 0 : toRaw(source, 14)
  return toRaw(source[Math.min(state, source.length - 1)]!, 14)
}

/** Advances all channels by a tick: the states are those that follow, the fields as writes left them. */
export function advanceFields(
  sites: readonly Site[],
  channels: readonly PlainChannel[],
  ground: Ground,
  directions: string,
): void {
  const next = sites.map((site) =>
    channels.map((channel) => nextValue(site, channel, { sites, ground, directions })),
  )
  for (const site of sites) {
    for (const [i, { name, dynamic }] of channels.entries()) {
      if (dynamic.kind === 'wave') site.previous[name] = site.fields[name]!
      site.fields[name] = next[site.index]![i]!
    }
  }
}

interface Around {
  readonly sites: readonly Site[]
  readonly ground: Ground
  /** The neighborhood that directions are of where a channel names none. */
  readonly directions: string
}

function nextValue(site: Site, { name, low, high, dynamic }: PlainChannel, around: Around): number {
  const { sites, ground } = around
  const u = site.fields[name]!
  const rest = toRaw(dynamic.rest ?? 0, 14)
  const kept = () => rest + scale(u - rest, 4096 - share(dynamic.decay))
  const slopes = () =>
    reach(ground, site, stepsOf(facesIn(ground.dimensions), site)).map((index) =>
      index === BEYOND ? 0 : sites[index]!.fields[name]! - u,
    )
  switch (dynamic.kind) {
    case 'static':
      return u
    case 'diffuse': {
      let sum = kept() + given(dynamic.source, site.state)
      for (const slope of slopes()) sum += scale(slope, share(dynamic.diffusion))
      return clamp(sum, low, high)
    }
    case 'wave': {
      const slope = slopes().reduce((sum, each) => sum + each, 0)
      const swing = scale(u - site.previous[name]!, 4096 - share(dynamic.damping))
      const speed = dynamic.speed ?? 0
      const pushed = scale(slope, share(speed * speed))
      return clamp(kept() + swing + pushed + given(dynamic.source, site.state), low, high)
    }
    case 'entropy':
      return entropyAt(site, dynamic, around)
    case 'uphill':
      return uphillAt(site, dynamic, around)
    default:
      return dynamic.kind satisfies never
  }
}

function entropyAt(site: Site, dynamic: DynamicDocument, { sites, ground }: Around): number {
  const { classes = 8, neighborhood = allAroundIn(ground.dimensions) } = dynamic
  const around = reach(ground, site, stepsOf(neighborhood, site))
  let sum = 0
  for (let kind = 0; kind < classes; kind++) {
    const ofKind = around.filter((index) => {
      const state = index === BEYOND ? 0 : sites[index]!.state
      return Math.min(state, classes - 1) === kind
    })
    const p = ofKind.length / around.length
    if (p > 0) sum += Math.round(-p * Math.log2(p) * 16384)
  }
  return sum
}

function uphillAt(site: Site, dynamic: DynamicDocument, { sites, ground, directions }: Around) {
  const steps = stepsOf(dynamic.neighborhood ?? directions, site)
  const here = site.fields[dynamic.of!]!
  let best = 0
  let direction = 0
  for (const [i, [dx, dy, dz]] of steps.entries()) {
    const there = sites[ground.nearest(site.x + dx, site.y + dy, site.z + dz)]!.fields[dynamic.of!]!
    const climb = (there - here) * Math.round(256 / Math.hypot(dx, dy, dz))
    if (climb > best) {
      best = climb
      direction = i + 1
    }
  }
  return direction
}
