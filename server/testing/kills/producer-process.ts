/** A producer in a process of its own: told what it is by its first argument, by a message how many requests are the last; ends with its report. */
import { Producer, type ProducerOptions } from './producer.ts'

const producer = new Producer(JSON.parse(process.argv[2]!) as ProducerOptions)
process.on('message', (requests: number) => producer.finish(requests))
// Whoever has started it is gone.
process.once('disconnect', () => process.exit())
process.send!(await producer.run())
