/** Messages, and what can become of them. */

/** The longest time that a message can have, in ticks. */
export const MAX_TTL = 2 ** 16 - 1

/** Kinds of messages are numbers below this; what they mean is the world's affair. */
export const MESSAGE_KINDS = 256

/** Why messages are lost, in the order they are counted and encoded in. */
export const LOSS_CAUSES = Object.freeze(['expired', 'no_route', 'full', 'gone'] as const)

/**
 * - `expired`: its time ran out;
 * - `no_route`: announcements have settled, and no neighbor leads to its name;
 * - `full`: the queue of its sender had no room when it was sent;
 * - `gone`: the member that held it left the channel.
 */
export type LossCause = (typeof LOSS_CAUSES)[number]

/** `lastHop` of a message that has come from nowhere, or no longer knows. */
export const NOWHERE = -1

/** A message on its way; its channel owns it. */
export interface Message {
  /** Slot of the name it is for, among its channel's. */
  readonly to: number
  /** An i32. */
  readonly payload: number
  /** 0 to 255. */
  readonly kind: number
  /** Ticks it still has, 1 to 65,535. */
  ttl: number
  /** Hops it has made. */
  hops: number
  /** Cell of the member it came from last, or NOWHERE. */
  lastHop: number
}
