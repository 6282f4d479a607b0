/** A program in a process of its own, and what it says. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Spawned {
  readonly child: ChildProcess
  /** All that it has said, on both streams. */
  readonly said: string
  /**
   * Waits until it has said something, and gives the match.
   *
   * @throws where it ends before.
   */
  untilSays(pattern: RegExp): Promise<RegExpExecArray>
  /** Ends it, and gives its exit code, or what ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>
}

/** Starts a module of ours, with nothing in its environment but what is given. */
export function spawnModule(
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Spawned {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const child = spawn(process.execPath, [path, ...args], {
    env: { PATH, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let isOver = false
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of [...listeners]) listener()
  }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
      tell()
    })
  }
  child.once('close', () => {
    isOver = true
    tell()
  })
  return {
    child,
    get said() {
      return said
    },
    untilSays(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(said)
          if (match === null && !isOver) return
          listeners.delete(look)
          if (match === null) reject(new Error(`It ended, and said: ${said}`))
          else resolve(match)
        }
        listeners.add(look)
        look()
      })
    },
    async end(signal) {
      if (child.exitCode !== null) return child.exitCode
      if (child.signalCode !== null) return child.signalCode
      const ended = once(child, 'exit')
      child.kill(signal)
      const [code, by] = (await ended) as [number | null, NodeJS.Signals | null]
      return code ?? by!
    },
  }
}
