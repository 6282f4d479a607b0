/** A producer, here or in a process of its own. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { Producer, type ProducerOptions, type ProducerReport } from './producer.ts'

const ENTRY = join(import.meta.dirname, 'producer-process.ts')

export interface RunningProducer {
  /** What it was told, once it has finished and all is answered. */
  readonly report: Promise<ProducerReport>
  /** Lets it send so many more requests. */
  finish(requests: number): void
  /** Ends it, whatever it is doing. */
  dispose(): void
}

/** Starts one in this process; sockets are between it and the ledger all the same. */
export function startProducerHere(options: ProducerOptions): RunningProducer {
  const producer = new Producer(options)
  return {
    report: producer.run(),
    finish: (requests) => producer.finish(requests),
    dispose: () => producer.abandon(),
  }
}

/** Starts one in a process of its own. */
export function startProducerProcess(options: ProducerOptions): RunningProducer {
  const child = fork(ENTRY, [JSON.stringify(options)], { serialization: 'advanced' })
  const { promise, resolve, reject } = Promise.withResolvers<ProducerReport>()
  child.once('message', (report: ProducerReport) => {
    resolve(report)
    child.disconnect()
  })
  child.once('exit', () => reject(new Error(`producer ${options.name} ended without a report`)))
  // Nobody may be waiting for it.
  promise.catch(() => {})
  return {
    report: promise,
    finish: (requests) => {
      if (child.connected) child.send(requests)
    },
    dispose: () => {
      child.kill('SIGKILL')
    },
  }
}
