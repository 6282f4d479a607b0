/** The server of socket.io on a server of HTTP: WebSockets at one path, and no part in anything else. */
import type { Server as HttpServer, IncomingMessage, RequestListener } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Server as SocketServer } from 'socket.io'
import { LIVE_PATH } from '../../../engine/protocol/live-api.ts'
import type { FlagName } from '../../../engine/resources/feature-flag.ts'
import type { Principal } from '../../policy/gate.ts'

const LIMITS = {
  /** A message of a client. */
  messageBytes: 16 * 1024,
  /** A client that has come in has to say who it is within this time. */
  handshakeMs: 5000,
  pingEveryMs: 20_000,
  /** One that does not answer a ping for so long is gone. */
  pingWaitMs: 10_000,
} as const

/** Who comes in. */
export interface SocketDoor {
  /** Whose token it is; `ANONYMOUS` where there is none, or it is nobody's. */
  authenticate(token: string | undefined): Promise<Principal>
  /** Whether requests from there are answered: those of our own pages, and of programs. */
  isWelcome(request: {
    readonly origin: string | undefined
    readonly host: string | undefined
  }): boolean
  /** Whether a feature is on: without its own there are no sockets. */
  isOn(flag: FlagName): boolean
}

/** Opens it; requests that are no upgrades go where all requests go. The caller closes its engine. */
export async function openSocketServer(http: HttpServer, door: SocketDoor): Promise<SocketServer> {
  // Loaded here, so that the bundled command line needs it for `serve` alone.
  const { Server } = await import('socket.io')
  const others = http.listeners('request') as RequestListener[]
  const io = new Server(http, {
    path: LIVE_PATH,
    serveClient: false,
    transports: ['websocket'],
    allowUpgrades: false,
    maxHttpBufferSize: LIMITS.messageBytes,
    connectTimeout: LIMITS.handshakeMs,
    pingInterval: LIMITS.pingEveryMs,
    pingTimeout: LIMITS.pingWaitMs,
    perMessageDeflate: false,
    destroyUpgrade: false,
    allowRequest: (request, answer) => {
      const isLet = door.isOn('features.sockets') && isWelcome(door, request)
      answer(isLet ? null : 'not let in', isLet)
    },
  })
  http.removeAllListeners('request')
  for (const other of others) http.on('request', other)
  http.on('upgrade', refuseOtherUpgrade)
  return io
}

/** Who has asked for a socket elsewhere is told, and ended: nothing else would look at the connection again. */
function refuseOtherUpgrade({ url = '' }: IncomingMessage, socket: Duplex): void {
  if (url.startsWith(`${LIVE_PATH}/`)) return
  socket.on('error', () => {})
  const headers = 'Content-Length: 0\r\nConnection: close\r\n'
  socket.end(`HTTP/1.1 404 Not Found\r\n${headers}\r\n`, () => socket.destroy())
}

function isWelcome(door: SocketDoor, { headers }: IncomingMessage): boolean {
  return door.isWelcome({ origin: headers.origin, host: headers.host })
}
