/**
 * Set-up of test files in Node while others are tried in pages: lets the pages go first.
 *
 * Pages are tried one after another beside the tests in Node, so what holds a page up holds up the
 * whole run, and its tests wait for what is drawn.
 */
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/** A third of the weight of other threads, on Linux. */
const NICENESS = 5

try {
  // Linux gives every thread a priority of its own, which those that it starts inherit.
  const thread = readlinkSync('/proc/thread-self').split('/').at(-1)
  setPriority(Number(thread), NICENESS)
} catch {
  // Elsewhere all share alike.
}
