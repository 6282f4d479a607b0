/**
 * What bits, zones and CAChannels tell: Thunderbit contract, section 8, and ours beside it.
 *
 * They are measures: a million bits would fill a ledger with what replaying the run shows anyway. They are told of
 * traced bits and of changes; `BitEvent` has the same facts in the form that costs a tick least.
 */
import { z } from 'zod'
import { count, hash64, measured, message, oneOf, text } from '../event-fields.ts'
import type { MeasureType } from '../event-type.ts'

const tick = measured(count, 'tick', 'The tick at which it happened.')
const place = measured(z.int(), 'cell', 'Where in the world.')
const bitId = text('The bit.')
const channelId = text('The CAChannel.')
const reason = message('Why, in words.')

/** Told by the engine only; `toMeasure` makes them of what bits tell. */
export const BIT_TYPES = [
  {
    kind: 'measure',
    name: 'bit.spawned',
    version: 1,
    about: 'A bit has come to be.',
    publisher: 'engine/bits, engine/simulation',
    subject: 'bit_id',
    measurements: z.strictObject({ tick: tick, x: place, y: place, z: place }),
    metadata: z.strictObject({ bit_id: bitId, zone_id: text('The zone that it lives in.') }),
  },
  {
    kind: 'measure',
    name: 'bit.activated',
    version: 1,
    about: 'A bit has become active.',
    publisher: 'engine/bits, engine/simulation',
    subject: 'bit_id',
    measurements: z.strictObject({ tick: tick }),
    metadata: z.strictObject({ bit_id: bitId }),
  },
  {
    kind: 'measure',
    name: 'bit.ticked',
    version: 1,
    about: 'A bit has done a tick.',
    publisher: 'engine/bits, engine/simulation',
    subject: 'bit_id',
    measurements: z.strictObject({
      tick: tick,
      tick_count: measured(count, 'tick', 'How many ticks it has done.'),
    }),
    metadata: z.strictObject({
      bit_id: bitId,
      state_hash: hash64('A hash of its state, in 16 hexadecimal digits.'),
    }),
  },
  {
    kind: 'measure',
    name: 'bit.rules_changed',
    version: 1,
    about: 'The rule of a bit has changed.',
    publisher: 'engine/bits, engine/simulation',
    subject: 'bit_id',
    measurements: z.strictObject({ tick: tick }),
    metadata: z.strictObject({
      bit_id: bitId,
      old_rules: message('The rule before, in its canonical form; only the begin of a long one.'),
      new_rules: message('The rule from now on.'),
    }),
  },
  {
    kind: 'measure',
    name: 'bit.suspended',
    version: 1,
    about: 'A bit rests.',
    publisher: 'engine/bits, engine/simulation',
    subject: 'bit_id',
    measurements: z.strictObject({ tick: tick }),
    metadata: z.strictObject({ bit_id: bitId, reason: reason }),
  },
  {
    kind: 'measure',
    name: 'bit.terminated',
    version: 1,
    about: 'A bit is no more.',
    publisher: 'engine/bits, engine/simulation',
    subject: 'bit_id',
    measurements: z.strictObject({ tick: tick }),
    metadata: z.strictObject({ bit_id: bitId, reason: reason }),
  },
  {
    kind: 'measure',
    name: 'bit.field_write',
    version: 1,
    about: 'A bit has written to a field.',
    publisher: 'engine/bits, engine/simulation',
    subject: 'bit_id',
    measurements: z.strictObject({
      tick: tick,
      x: place,
      y: place,
      z: place,
      value: measured(z.number(), '1', 'What it added, in fixed point.'),
    }),
    metadata: z.strictObject({ bit_id: bitId, channel: text('The channel of the field.') }),
  },
  {
    kind: 'measure',
    name: 'bit.refused',
    version: 1,
    about: 'What was ordered of a bit was refused.',
    publisher: 'engine/simulation',
    subject: 'code',
    measurements: z.strictObject({ tick: tick, x: place, y: place, z: place }),
    metadata: z.strictObject({
      action: text('What was ordered.'),
      code: text('Why it was refused.'),
      message: message('The same for people.'),
    }),
  },
  {
    kind: 'measure',
    name: 'bit.channel_assigned',
    version: 1,
    about: 'A bit forwards the messages of another CAChannel.',
    publisher: 'engine/bits, engine/simulation',
    subject: 'bit_id',
    measurements: z.strictObject({ tick: tick }),
    metadata: z.strictObject({
      bit_id: bitId,
      channel_id: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: 'The CAChannel; absent where it forwards no longer.' }),
    }),
  },
  {
    kind: 'measure',
    name: 'bit.message',
    version: 1,
    about: 'A message is at a bit.',
    publisher: 'engine/simulation',
    subject: 'bit_id',
    measurements: z.strictObject({ tick: tick }),
    metadata: z.strictObject({
      bit_id: bitId,
      channel_id: channelId,
      to: text('The name that it is for.'),
      what: oneOf(['came', 'went', 'delivered', 'lost'], 'What became of it there.'),
      cause: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: 'Why it was lost; absent where it was not.' }),
    }),
  },
  {
    kind: 'measure',
    name: 'zone.ticked',
    version: 1,
    about: 'A zone has done a tick.',
    publisher: 'engine/bits, engine/simulation',
    subject: 'zone',
    measurements: z.strictObject({
      tick: tick,
      bits: measured(count, 'bit', 'How many of its bits are active.'),
      births: measured(count, 'cell', 'Sites whose state left 0.'),
      deaths: measured(count, 'cell', 'Sites whose state came to 0.'),
      rules_changed: measured(count, 'cell', 'Sites whose rule changed.'),
      field_writes: measured(
        count.optional(),
        'write',
        'How often its sites wrote to a field; absent where nobody counts.',
      ),
    }),
    metadata: z.strictObject({ zone: text('The zone.') }),
  },
  {
    kind: 'measure',
    name: 'channel.stepped',
    version: 1,
    about: 'A CAChannel has moved messages.',
    publisher: 'engine/simulation',
    subject: 'channel_id',
    measurements: z.strictObject({
      tick: tick,
      sent: measured(count, 'message', 'Messages since the step before, orders to send included.'),
      delivered: measured(count, 'message', 'Messages that arrived.'),
      lost: measured(count, 'message', 'Messages that were lost.'),
      congested: measured(count, 'message', 'Times that one had to wait for room.'),
      waiting: measured(count, 'message', 'Messages that are on their way.'),
    }),
    metadata: z.strictObject({ channel_id: channelId }),
  },
  {
    kind: 'measure',
    name: 'channel.rerouted',
    version: 1,
    about: 'The routes of a CAChannel are made anew.',
    publisher: 'engine/simulation',
    subject: 'channel_id',
    measurements: z.strictObject({
      tick: tick,
      members: measured(count, 'bit', 'How many bits forward its messages.'),
    }),
    metadata: z.strictObject({ channel_id: channelId }),
  },
  {
    kind: 'measure',
    name: 'channel.link_ended',
    version: 1,
    about: 'A bit no longer knows a way to a name.',
    publisher: 'engine/simulation',
    subject: 'channel_id',
    measurements: z.strictObject({ tick: tick, x: place, y: place, z: place }),
    metadata: z.strictObject({
      channel_id: channelId,
      to: text('The name that it sent to.'),
      reason: oneOf(['faded', 'gone'], 'Whether the link faded or its end is gone.'),
    }),
  },
] as const satisfies readonly MeasureType[]
