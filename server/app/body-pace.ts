/**
 * Holds bodies of requests to a pace and not to a time: a large artifact over a slow line is long on its way, and
 * whoever sends a byte now and then to hold a place is cut off all the same.
 *
 * After a time of grace the bytes that have come must be at least as many as the pace makes of the time since. While
 * the server itself does not take what is there, no time passes. What is left of a body whose answer was given is read
 * for a moment, so that the answer arrives, and then no more.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface BodyPace {
  readonly graceMs: number
  readonly bytesPerSecond: number
  /** So long the rest of a body is read once its request was answered. */
  readonly drainMs: number
  readonly checkMs: number
}

export const BODY_PACE: BodyPace = Object.freeze({
  ...{ graceMs: 10_000, bytesPerSecond: 16 * 1024 },
  ...{ drainMs: 5_000, checkMs: 500 },
})

interface Coming {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly bytesBefore: number
  /** Later by what did not count. */
  sinceMs: number
  checkedAtMs: number
  answeredAtMs: number | undefined
}

export class BodyWatch {
  readonly #pace: BodyPace
  readonly #refuse: (request: IncomingMessage, response: ServerResponse) => void
  readonly #coming = new Set<Coming>()
  #timer: NodeJS.Timeout | undefined

  /** @param refuse answers a request whose body comes too slowly, and ends its connection. */
  constructor(
    pace: BodyPace,
    refuse: (request: IncomingMessage, response: ServerResponse) => void,
  ) {
    this.#pace = pace
    this.#refuse = refuse
  }

  /** Watches a request from now on, when its headers are there. */
  watch(request: IncomingMessage, response: ServerResponse): void {
    const { headers, socket } = request
    const hasBody = (headers['content-length'] ?? '0') !== '0'
    if (!hasBody && headers['transfer-encoding'] === undefined) return
    const nowMs = performance.now()
    this.#coming.add({
      ...{ request, response, bytesBefore: socket.bytesRead },
      ...{ sinceMs: nowMs, checkedAtMs: nowMs, answeredAtMs: undefined },
    })
    this.#timer ??= setInterval(() => this.#check(), this.#pace.checkMs).unref()
  }

  #check(): void {
    for (const coming of this.#coming) {
      if (this.#isOver(coming)) this.#coming.delete(coming)
    }
    if (this.#coming.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #isOver(coming: Coming): boolean {
    const { request, response } = coming
    if (request.complete || request.socket.destroyed) return true
    const nowMs = performance.now()
    if (response.writableFinished) {
      coming.answeredAtMs ??= nowMs
      if (nowMs - coming.answeredAtMs < this.#pace.drainMs) return false
      request.socket.destroy()
      return true
    }
    // What waits for the server is not waited for.
    if (request.readableLength > 0) coming.sinceMs += nowMs - coming.checkedAtMs
    coming.checkedAtMs = nowMs
    if (!this.#isTooSlow(coming, nowMs)) return false
    this.#refuse(request, response)
    return true
  }

  #isTooSlow({ request, bytesBefore, sinceMs }: Coming, nowMs: number): boolean {
    const { graceMs, bytesPerSecond } = this.#pace
    const bytes = request.socket.bytesRead - bytesBefore
    return bytes < ((nowMs - sinceMs - graceMs) / 1000) * bytesPerSecond
  }
}
