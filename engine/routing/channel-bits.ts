/** What routing asks of the world; whoever runs a world answers from its bits and fields. */

/** What the bit at a site is to a channel. */
export type Standing =
  /** An active bit that forwards for the channel. */
  | 'member'
  /** An active bit that is in no channel. */
  | 'free'
  /** An active bit that is in another channel. */
  | 'taken'
  /** No active bit. */
  | 'none'

/** Channels are meant by their place in the world's list of CAChannels, cells by flat index. */
export interface ChannelBits {
  /**
   * Another number than before whenever members, generations or sights may have changed. While it
   * is the same, routing asks for none of them again. Where rules change neighborhoods by
   * themselves, as meta-rules can, that is at every tick.
   */
  readonly revision: number
  /** Active forwarding members of a channel, ascending, each once. */
  membersOf(channel: number): readonly number[]
  standingOf(channel: number, cell: number): Standing
  /**
   * Sites in the neighborhood of the bit at a cell, through the topology, in any order; the cell
   * itself, sites named twice and sites without a bit may be among them. Routing makes a hop of
   * two bits only where each sees the other. Asked only of active bits.
   */
  sitesSeenFrom(cell: number): ArrayLike<number>
  /** How often the site has been spawned, a u32: another bit has another number. */
  generationOf(cell: number): number
  /** The name that the bit itself answers to in links: its identity, 1 to 64 characters. */
  identityOf(cell: number): string
  /** Whether the zone of a cell steps from `tick` to the next, or holds. */
  isStepping(cell: number, tick: number): boolean
  /** The raw value of a field at a cell as the tick that is under way has left it; an i32. */
  fieldAt(field: string, cell: number): number
}
