/**
 * The seven channels of the Thunderbit contract, with what each does unless a world says otherwise.
 *
 * The contract gives their names and what they mean; the dynamics are ours, and `docs/fields.md`
 * says in formulas what is here in numbers. What a channel is about has none: a world may give
 * others, and keeps the words. Coefficients are powers of two, for which diffusion
 * needs no product.
 */
import { type ChannelSpec, FULL_RANGE } from './channel.ts'
import { MAX_DIRECTIONS } from './directions.ts'
import { COEFFICIENT_ONE, FIELD_ONE } from './fixed-point.ts'

/** A coefficient of 1 / n. */
const share = (n: number) => COEFFICIENT_ONE / n

/** An eighth is the largest power of two at which diffusion is stable in three dimensions. */
const FAST = share(8)
const SLOW = share(16)

const freeze = (channel: ChannelSpec): ChannelSpec => {
  Object.freeze(channel.dynamic)
  return Object.freeze(channel)
}

const gravity = freeze({
  name: 'gravity',
  unit: 'potential',
  about:
    'A potential that mass pulls down: every cell that is not vacant is mass. Falls off with the ' +
    'distance from it.',
  ...FULL_RANGE,
  start: 0,
  dynamic: {
    kind: 'diffuse',
    diffusion: FAST,
    decay: share(256),
    rest: 0,
    source: { amounts: [0, -FIELD_ONE / 32] },
  },
})

const mood = freeze({
  name: 'mood',
  unit: 'mood',
  about: 'What cells make each other feel. Spreads and is forgotten.',
  low: -FIELD_ONE,
  high: FIELD_ONE,
  start: 0,
  dynamic: { kind: 'diffuse', diffusion: SLOW, decay: share(256), rest: 0 },
})

const heat = freeze({
  name: 'heat',
  unit: 'energy',
  about: 'Energy of activity. Spreads.',
  low: 0,
  high: FULL_RANGE.high,
  start: 0,
  dynamic: { kind: 'diffuse', diffusion: FAST, decay: 0, rest: 0 },
})

const signal = freeze({
  name: 'signal',
  unit: 'amplitude',
  about: 'Waves, which come back from walls and die down.',
  ...FULL_RANGE,
  start: 0,
  dynamic: {
    kind: 'wave',
    speedSquared: share(4),
    damping: share(64),
    decay: share(256),
    rest: 0,
  },
})

const entropy = freeze({
  name: 'entropy',
  unit: 'bit',
  about:
    'Disorder of the states around: 0 where all are the same, 1 where half are of one kind and ' +
    'half of another.',
  low: 0,
  high: 3 * FIELD_ONE,
  start: 0,
  dynamic: { kind: 'entropy', classes: 8 },
})

const intent = freeze({
  name: 'intent',
  unit: 'direction',
  about:
    'Where to go: the direction in which another channel, reward unless the world says otherwise, ' +
    'rises most steeply.',
  low: 0,
  high: MAX_DIRECTIONS,
  start: 0,
  dynamic: { kind: 'uphill', of: 'reward' },
})

const reward = freeze({
  name: 'reward',
  unit: 'reward',
  about: 'What was good here, and near here, lately. Spreads and fades.',
  ...FULL_RANGE,
  start: 0,
  dynamic: { kind: 'diffuse', diffusion: SLOW, decay: share(16), rest: 0 },
})

/** The seven, in the order in which the contract lists them. */
export const DEFAULT_CHANNELS: readonly ChannelSpec[] = Object.freeze([
  gravity,
  mood,
  heat,
  signal,
  entropy,
  intent,
  reward,
])

/** One of the seven by its name; undefined for other names. */
export function findDefaultChannel(name: string): ChannelSpec | undefined {
  return DEFAULT_CHANNELS.find((channel) => channel.name === name)
}
