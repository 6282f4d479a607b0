/**
 * The connections of a server. There are so many at most; where one more comes, one makes room on which no request is
 * under way, the oldest of the address that has most of these: so whoever speaks gets in, however many are silent.
 *
 * Those on which a request is under way, and those that have become sockets, never make room here. They have limits of
 * their own. Of one address only so many may be silent, which also holds for this machine, since all comes from it
 * where a proxy stands before the server.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { WaitingRoom } from '../api/sockets/waiting-room.ts'
import { ANONYMOUS } from '../policy/gate.ts'
import { rateKeyOf } from '../policy/rate-limits.ts'

export interface ConnectionLimits {
  readonly connections: number
  /** Of one address, on which no request is under way. */
  readonly silentOfAddress: number
}

export const CONNECTION_LIMITS: ConnectionLimits = Object.freeze({
  ...{ connections: 512, silentOfAddress: 256 },
})

export class ConnectionRoom {
  readonly #limits: ConnectionLimits
  readonly #open = new Set<Socket>()
  /** Requests that are under way on a connection, where there are any. */
  readonly #underWay = new Map<Socket, number>()
  readonly #silent: WaitingRoom<Socket>

  constructor(limits: ConnectionLimits) {
    this.#limits = limits
    this.#silent = new WaitingRoom({
      ...{ places: limits.connections, placesOfAddress: limits.silentOfAddress },
      letGo: (socket) => {
        this.#open.delete(socket)
        socket.destroy()
      },
    })
  }

  /** Takes a new connection in; another one may have to go for it, or it has to go itself. */
  enter(socket: Socket): void {
    this.#open.add(socket)
    socket.once('close', () => {
      this.#open.delete(socket)
      this.keep(socket)
    })
    this.#wait(socket)
    if (this.#open.size > this.#limits.connections) this.#silent.makeRoom()
  }

  /** A request has come: its connection is not silent until it is answered. */
  watch({ socket }: IncomingMessage, response: ServerResponse): void {
    this.#silent.leave(socket)
    this.#underWay.set(socket, (this.#underWay.get(socket) ?? 0) + 1)
    response.once('close', () => {
      const left = (this.#underWay.get(socket) ?? 0) - 1
      if (left > 0) this.#underWay.set(socket, left)
      else if (this.#underWay.delete(socket) && this.#open.has(socket)) this.#wait(socket)
    })
  }

  /** A connection is no longer looked at: it has become a socket, or has gone. */
  keep(socket: Socket): void {
    this.#silent.leave(socket)
    this.#underWay.delete(socket)
  }

  #wait(socket: Socket): void {
    this.#silent.enter(socket, rateKeyOf(ANONYMOUS, socket.remoteAddress ?? ''))
  }
}
