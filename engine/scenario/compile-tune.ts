/** From a tune as a scenario has it to the dynamic that a channel then has. */
import { assertChannel } from '../fields/channel-check.ts'
import { NumberReader } from '../fields/number-reader.ts'
import { parseDynamic } from '../fields/parse-dynamic.ts'
import { RunSetupError } from './errors.ts'
import type { LivingOrder } from './living-run.ts'
import type { TuneDocument } from './living-schema.ts'
import { missing, type OrderScope } from './order-scope.ts'

/**
 * Compiles a tune whose shape has been checked. What it leaves out is as the scenario has it, whatever
 * was tuned before.
 *
 * @throws {RunSetupError} when there is no such channel, or it has no dynamic of its own.
 * @throws {ChannelError} naming the member at fault, as where a field would blow up.
 */
export function compileTune(document: TuneDocument, scope: OrderScope): LivingOrder {
  const { channel: name, ...members } = document
  const channel = scope.living.channels.find((each) => each.name === name)
  if (channel === undefined) throw missing('channel', name)
  const { kind } = channel.dynamic
  if (kind !== 'diffuse' && kind !== 'wave') {
    const found = `${name} is ${kind}, and only channels that diffuse or swing are tuned`
    throw new RunSetupError('run/option', found, { channel: name, kind })
  }
  const given = Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  )
  const dynamic = parseDynamic(new NumberReader(name), { kind, ...given }, channel.dynamic)
  const tuned = { ...channel, dynamic: Object.freeze(dynamic) }
  assertChannel(tuned, scope.dimensions, members.speed)
  return { kind: 'tune', channel: name, dynamic: tuned.dynamic }
}
