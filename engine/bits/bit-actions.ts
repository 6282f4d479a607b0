/**
 * What can be done to a bit from outside once it is spawned. Thunderbit contract, section 6.
 *
 * An action either changes the store and tells the event bus, or changes nothing and says why as a
 * value. Statuses go from spawned to active, to and fro between active and suspended, and from any
 * of them to terminated, which is the end.
 */
import {
  ACTIVE,
  FORWARDING,
  NEVER_SPAWNED,
  OCCUPIED,
  SPAWNED,
  STATUSES,
  SUSPENDED,
  TERMINATED,
} from './bit-columns.ts'
import { clipReason, isHeard } from './bit-events.ts'
import { accept, type BitFailure, type Outcome, refuse } from './bit-failure.ts'
import { RULE_PLANE } from './bit-planes.ts'
import type { BitStore } from './bit-store.ts'
import { MAX_NAME_CHARS, siteOfCell } from './bit-world.ts'
import { MAX_CHANNELS } from './channel-names.ts'
import type { BitAddress, Thunderbit } from './thunderbit.ts'
import { type BitParameters, checkAttributes, PARAMETERS } from './thunderbit-attributes.ts'
import { viewBit } from './thunderbit-view.ts'

/** Makes a spawned bit active and its site occupied; a suspended one goes on as it was. */
export function activateBit(store: BitStore, bit: BitAddress): Outcome<Thunderbit> {
  const status = store.columns.status[bit.cell]
  const failure = findFault(store, bit, 'activate', [SPAWNED, SUSPENDED])
  if (failure !== undefined) return { ok: false, failure }
  store.setStatus(bit.cell, ACTIVE)
  if (status === SPAWNED) store.setPresence(bit.cell, OCCUPIED)
  if (isHeard(store.bus, 'bit.activated', bit.cell)) {
    const bitId = store.idOf(bit.cell)
    store.bus.publishEvent({ type: 'bit.activated', tick: store.tick, bitId }, bit.cell)
  }
  return accept(viewBit(store, bit.cell))
}

/** Halts an active bit: it holds its state, and its neighbors still see it. */
export function suspendBit(store: BitStore, bit: BitAddress, reason: string): Outcome<Thunderbit> {
  const failure = findFault(store, bit, 'suspend', [ACTIVE])
  if (failure !== undefined) return { ok: false, failure }
  store.setStatus(bit.cell, SUSPENDED)
  if (isHeard(store.bus, 'bit.suspended', bit.cell)) {
    const bitId = store.idOf(bit.cell)
    const told = { bitId, reason: clipReason(reason) }
    store.bus.publishEvent({ type: 'bit.suspended', tick: store.tick, ...told }, bit.cell)
  }
  return accept(viewBit(store, bit.cell))
}

/** Ends a bit; its site is vacant and reads 0. */
export function terminateBit(
  store: BitStore,
  bit: BitAddress,
  reason: string,
): Outcome<Thunderbit> {
  const failure = findFault(store, bit, 'terminate', [SPAWNED, ACTIVE, SUSPENDED])
  if (failure !== undefined) return { ok: false, failure }
  store.vacate(bit.cell)
  if (isHeard(store.bus, 'bit.terminated', bit.cell)) {
    const bitId = store.idOf(bit.cell)
    const told = { bitId, reason: clipReason(reason) }
    store.bus.publishEvent({ type: 'bit.terminated', tick: store.tick, ...told }, bit.cell)
  }
  return accept(viewBit(store, bit.cell))
}

/** What `updateRules` changes; what is absent stays. */
export interface RuleUpdate {
  readonly rule?: number
  readonly metaRules?: number
}

/** Gives a bit another rule of the world, another list of meta-rules, or both. */
export function updateRules(
  store: BitStore,
  bit: BitAddress,
  update: RuleUpdate,
): Outcome<Thunderbit> {
  const failure = findFault(store, bit, 'change its rules', [SPAWNED, ACTIVE, SUSPENDED])
  if (failure !== undefined) return { ok: false, failure }
  const { rule, metaRules } = update
  const checked = checkAttributes(store.world, {
    ...(rule === undefined ? {} : { rule }),
    ...(metaRules === undefined ? {} : { metaRules }),
  })
  if (!checked.ok) return checked
  const { cell } = bit
  const { rules } = store.world
  const before = store.planes.readAt(RULE_PLANE, cell)
  const after = rule ?? before
  const isChanged = after !== before || (metaRules ?? -1) !== store.columns.metaRules[cell]
  if (rule !== undefined) store.setRule(cell, rule)
  if (metaRules !== undefined) store.setMetaRules(cell, metaRules)
  if (isChanged && isHeard(store.bus, 'bit.rules_changed', cell)) {
    const [oldRules, newRules] = [rules[before]!.canonical, rules[after]!.canonical]
    const bitId = store.idOf(cell)
    const told = { bitId, oldRules, newRules }
    store.bus.publishEvent({ type: 'bit.rules_changed', tick: store.tick, ...told }, cell)
  }
  return accept(viewBit(store, cell))
}

/** Gives a bit other parameters; those that are absent stay. */
export function setParameters(
  store: BitStore,
  bit: BitAddress,
  parameters: BitParameters,
): Outcome<Thunderbit> {
  const failure = findFault(store, bit, 'change its parameters', [SPAWNED, ACTIVE, SUSPENDED])
  if (failure !== undefined) return { ok: false, failure }
  const checked = checkAttributes(store.world, parameters)
  if (!checked.ok) return checked
  for (const [i, { attribute }] of PARAMETERS.entries()) {
    if (parameters[attribute] === undefined) continue
    store.planes.writeAt(store.planeLists.parameters[i]!, bit.cell, checked.value.parameters[i]!)
  }
  store.touch(bit.cell)
  return accept(viewBit(store, bit.cell))
}

/**
 * Lets an active bit forward for a CAChannel, or with undefined for none: then its site is just
 * occupied again. Refuses with `too_many_channels`, too.
 */
export function assignChannel(
  store: BitStore,
  bit: BitAddress,
  channelId: string | undefined,
): Outcome<Thunderbit> {
  const failure = findFault(store, bit, 'forward', [ACTIVE])
  if (failure !== undefined) return { ok: false, failure }
  if (channelId !== undefined && !isName(channelId)) {
    const wanted = `a text of 1 to ${MAX_NAME_CHARS} characters is wanted`
    return refuse('invalid_attribute', { attribute: 'channelId', found: 'another', wanted })
  }
  if (!store.setChannel(bit.cell, channelId)) {
    return refuse('too_many_channels', { maxChannels: MAX_CHANNELS })
  }
  store.setPresence(bit.cell, channelId === undefined ? OCCUPIED : FORWARDING)
  if (isHeard(store.bus, 'bit.channel_assigned', bit.cell)) {
    const bitId = store.idOf(bit.cell)
    const told = { bitId, channelId }
    store.bus.publishEvent({ type: 'bit.channel_assigned', tick: store.tick, ...told }, bit.cell)
  }
  return accept(viewBit(store, bit.cell))
}

/** Begins or ends the trace of a bit. Refuses with `trace_pool_full`, too. */
export function setTraced(
  store: BitStore,
  bit: BitAddress,
  isTraced: boolean,
): Outcome<Thunderbit> {
  const statuses = isTraced
    ? [SPAWNED, ACTIVE, SUSPENDED]
    : [SPAWNED, ACTIVE, SUSPENDED, TERMINATED]
  const failure = findFault(store, bit, 'change its trace', statuses)
  if (failure !== undefined) return { ok: false, failure }
  if (!isTraced) store.traces.end(bit.cell)
  else if (!store.beginTrace(bit.cell)) {
    return refuse('trace_pool_full', { maxTraced: store.traces.maxTraced })
  }
  return accept(viewBit(store, bit.cell))
}

/** Why an action is not allowed of a bit; undefined where it is. */
function findFault(
  store: BitStore,
  { cell, generation }: BitAddress,
  action: string,
  allowed: readonly number[],
): BitFailure | undefined {
  const coord = siteOfCell(store.world, cell)
  if (store.columns.generation[cell] !== generation) {
    return refuse('bit_gone', { coord, generation }).failure
  }
  const status = store.columns.status[cell]!
  if (allowed.includes(status)) return undefined
  if (status === NEVER_SPAWNED) return refuse('no_such_bit', { coord }).failure
  if (status === TERMINATED) return refuse('bit_terminated', { coord }).failure
  if (status === SUSPENDED) return refuse('bit_suspended', { coord }).failure
  return refuse('illegal_transition', { coord, action, status: STATUSES[status]! }).failure
}

const isName = (name: unknown) =>
  typeof name === 'string' && name.length >= 1 && name.length <= MAX_NAME_CHARS
