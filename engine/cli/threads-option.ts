/**
 * `--threads`, which means the same for every command: the threads that it works with. One run has all of
 * them for its kernel; where there are many runs, each has one of them to itself.
 */
import { availableParallelism } from 'node:os'
import type { Command, CommandInput } from './command.ts'
import { parseCount } from './parse-arguments.ts'

/** Threads of one command. */
const MAX_THREADS = 64

/** Of commands that make one run. */
export const kernelThreadsOption: Command['options'] = Object.freeze({
  threads: {
    type: 'string',
    value: 'N',
    help: 'threads to work with; as many as there are cores',
  },
})

/** Of commands that make many. */
export const taskThreadsOption: Command['options'] = Object.freeze({
  threads: {
    type: 'string',
    value: 'N',
    help: 'threads to work with; as many as there are cores; 0: none but this, for a debugger',
  },
})

/**
 * The threads of a kernel that has all of them; undefined for as many as there are cores.
 *
 * @throws {UsageError} unless it is a whole number from 1 to 64.
 */
export function parseKernelThreads(
  command: string,
  text: CommandInput['text'],
  option = 'threads',
): number | undefined {
  const given = text[option]
  return given === undefined ? undefined : parseCount(command, option, given, [1, MAX_THREADS])
}

/**
 * How many threads do the tasks of a command; 0 for none beside this one.
 *
 * @throws {UsageError} unless it is a whole number from 0 to 64.
 */
export function parseTaskThreads(command: string, { threads }: CommandInput['text']): number {
  if (threads === undefined) return availableParallelism()
  return parseCount(command, 'threads', threads, [0, MAX_THREADS])
}
