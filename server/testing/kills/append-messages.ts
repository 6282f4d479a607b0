/** What a producer and a ledger's process say to each other: JSON, a message a line. */
import type { Socket } from 'node:net'
import type { LedgerRecord } from '../../ledger/ledger.ts'

/** Asks for an append. */
export interface AppendRequest {
  /** What the answer is known by; sent again, a request has the same. */
  readonly id: number
  readonly record: LedgerRecord
}

export type AppendAnswer =
  | { readonly id: number; readonly seq: number; readonly isNew: boolean }
  /** By the code of the error. */
  | { readonly id: number; readonly refused: string }

/** Calls back with each message that comes whole. */
export function readMessages<T>(socket: Socket, take: (message: T) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) take(JSON.parse(line) as T)
  })
}

/** Writes messages; those of one turn of the event loop go out together. */
export class MessageWriter<T> {
  readonly #socket: Socket
  #waiting: string[] = []

  constructor(socket: Socket) {
    this.#socket = socket
  }

  send(message: T): void {
    if (this.#waiting.push(`${JSON.stringify(message)}\n`) > 1) return
    queueMicrotask(() => {
      const text = this.#waiting.join('')
      this.#waiting = []
      if (this.#socket.writable) this.#socket.write(text)
    })
  }
}
