/**
 * A producer: sends appends to a ledger's process, several in flight, and whatever was not answered again when the
 * connection breaks, under the same key, until all is answered. It keeps what it was told.
 *
 * It sends its appends in the order of their numbers, those again that were not answered first. Now and then it
 * sends one again that was acknowledged long ago.
 */
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandomSource, type RandomSource } from '../random-source.ts'
import {
  type AppendAnswer,
  type AppendRequest,
  MessageWriter,
  readMessages,
} from './append-messages.ts'
import { buildAppend } from './sent-append.ts'

export interface ProducerOptions {
  readonly name: string
  readonly seed: number
  /** The path of the socket that the ledger's process listens at. */
  readonly socket: string
  readonly inFlight: number
}

/** An append that was acknowledged. */
export interface Acknowledgement {
  /** The producer's number of it. */
  readonly number: number
  readonly seq: number
  readonly isNew: boolean
  /** The highest seq that the producer had been told of when it first sent this; -1 where of none. */
  readonly after: number
}

/** The same, as it came to its producer. */
export interface TimedAcknowledgement extends Acknowledgement {
  /** How long it took since it was first sent. */
  readonly tookMs: number
  /** When the answer came, since 1970. */
  readonly atMs: number
}

export interface ProducerReport {
  readonly name: string
  /** The numbers from 0 up to, and without, this were sent. */
  readonly sent: number
  /** In the order in which they came; an append that was sent again may have several. */
  readonly acknowledged: readonly TimedAcknowledgement[]
  readonly refused: readonly { readonly number: number; readonly code: string }[]
  /** How often something was sent again since a connection broke. */
  readonly sentAgain: number
}

/** Of so many requests one is of an append that was acknowledged before. */
const REPEAT_EVERY = 13
const FIRST_BACKOFF_MS = 4
const MAX_BACKOFF_MS = 16

interface Unanswered {
  readonly request: AppendRequest
  readonly number: number
  readonly after: number
  readonly sentMs: number
}

export class Producer {
  readonly #options: ProducerOptions
  readonly #random: RandomSource
  /** In the order in which they were first sent. */
  readonly #unanswered = new Map<number, Unanswered>()
  readonly #acknowledged: TimedAcknowledgement[] = []
  readonly #refused: { number: number; code: string }[] = []
  #requests = 0
  #sent = 0
  #sentAgain = 0
  #highest = -1
  /** Until it is told to finish there is no end. */
  #requestsLeft = Number.POSITIVE_INFINITY
  #writer: MessageWriter<AppendRequest> | undefined
  #socket: Socket | undefined

  constructor(options: ProducerOptions) {
    this.#options = options
    this.#random = createRandomSource(options.seed)
  }

  /** Sends until it is told to finish, and all is answered. */
  async run(): Promise<ProducerReport> {
    for (let backoffMs = FIRST_BACKOFF_MS; !this.#isDone(); ) {
      const answers = await this.#connectOnce()
      backoffMs = answers > 0 ? FIRST_BACKOFF_MS : Math.min(2 * backoffMs, MAX_BACKOFF_MS)
      if (!this.#isDone()) await sleep(backoffMs / 2 + this.#random.below(backoffMs))
    }
    return {
      ...{ name: this.#options.name, sent: this.#sent, sentAgain: this.#sentAgain },
      ...{ acknowledged: this.#acknowledged, refused: this.#refused },
    }
  }

  /** Sends so many more requests, and nothing new then. */
  finish(requests: number): void {
    this.#requestsLeft = requests
    if (this.#isDone()) this.#socket?.destroy()
    else this.#sendMore()
  }

  /** Ends at once; what was not answered is left so. */
  abandon(): void {
    this.#unanswered.clear()
    this.finish(0)
  }

  #isDone(): boolean {
    return this.#requestsLeft === 0 && this.#unanswered.size === 0
  }

  /** Connects, and sends until that breaks; gives how many answers came. */
  #connectOnce(): Promise<number> {
    let answers = 0
    const { promise, resolve } = Promise.withResolvers<number>()
    const socket = connect(this.#options.socket)
    this.#socket = socket
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#writer = undefined
      resolve(answers)
    })
    socket.on('connect', () => {
      this.#writer = new MessageWriter(socket)
      this.#sentAgain += this.#unanswered.size
      for (const { request } of this.#unanswered.values()) this.#writer.send(request)
      this.#sendMore()
    })
    readMessages<AppendAnswer>(socket, (answer) => {
      answers++
      this.#take(answer)
      this.#sendMore()
      if (this.#isDone()) socket.destroy()
    })
    return promise
  }

  #sendMore(): void {
    while (this.#requestsLeft > 0 && this.#unanswered.size < this.#options.inFlight) {
      this.#requestsLeft--
      const id = this.#requests++
      const isRepeat = id % REPEAT_EVERY === REPEAT_EVERY - 1 && this.#acknowledged.length > 0
      const number = isRepeat ? this.#random.pick(this.#acknowledged).number : this.#sent++
      const request = { id, record: buildAppend(this.#options.name, number) }
      const after = isRepeat ? -1 : this.#highest
      this.#unanswered.set(id, { request, number, after, sentMs: performance.now() })
      this.#writer?.send(request)
    }
  }

  #take(answer: AppendAnswer): void {
    const answered = this.#unanswered.get(answer.id)
    if (answered === undefined) return
    this.#unanswered.delete(answer.id)
    const { number, after, sentMs } = answered
    if ('refused' in answer) {
      this.#refused.push({ number, code: answer.refused })
      return
    }
    const { seq, isNew } = answer
    const nowMs = performance.now()
    const times = { tookMs: nowMs - sentMs, atMs: performance.timeOrigin + nowMs }
    this.#acknowledged.push({ number, seq, isNew, after, ...times })
    this.#highest = Math.max(this.#highest, seq)
  }
}
