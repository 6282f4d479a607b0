/**
 * Which requests of browsers are answered at all.
 *
 * The name in `Host` has to be one of this server: a page of another site that has its own name lead here (DNS
 * rebinding) still sends that name. A request that a page makes says in `Origin` whose page it is: it has to be a page
 * of this server, or of one that was listed. Programs send no `Origin`, and need a token as everybody does.
 */
import { isIP } from 'node:net'
import { hostname } from 'node:os'

/** What a request says of whom it asks, and for whom. */
export interface OriginHeaders {
  readonly host?: string | undefined
  readonly origin?: string | undefined
}

/** Where the server can be asked, and by whose pages. */
export interface OriginConfig {
  /** What it is bound to: a name, an address, or one that stands for all of the machine. */
  readonly host: string
  /** Origins of other pages that may ask, and under which it is reached: `https://lab.example:8443`. */
  readonly origins: readonly string[]
}

/** Addresses that stand for all of a machine. */
const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::', ''])
const LOOPBACK = ['localhost', '127.0.0.1', '::1'] as const

/** `name`, `name:port`, `[address]:port`. */
const HOST = /^(?:\[(?<v6>[0-9a-fA-F:.]{2,45})\]|(?<name>[\w.-]{1,253}))(?::\d{1,5})?$/

/** Whether a request is answered. */
export function isWelcome({ host = '', origin }: OriginHeaders, config: OriginConfig): boolean {
  const name = readHostName(host)
  if (name === undefined || !isOwnName(name, config)) return false
  return origin === undefined || isOwnPage(origin, host) || config.origins.includes(origin)
}

function readHostName(host: string): string | undefined {
  const { v6, name } = HOST.exec(host)?.groups ?? {}
  return (v6 ?? name)?.toLowerCase().replace(/\.$/, '')
}

/** An address is always meant: only a name can be made to lead elsewhere. */
function isOwnName(name: string, { host, origins }: OriginConfig): boolean {
  const bound = host.toLowerCase()
  if (name === bound || origins.some((origin) => nameOfOrigin(origin) === name)) return true
  const isEverywhere = EVERY_ADDRESS.has(bound)
  if (isEverywhere && (isIP(name) !== 0 || name === hostname().toLowerCase())) return true
  const isHere = isEverywhere || LOOPBACK.some((each) => each === bound)
  return isHere && LOOPBACK.some((each) => each === name)
}

/** The page came from the host that is asked now; a proxy before it may speak TLS. */
function isOwnPage(origin: string, host: string): boolean {
  const own = host.toLowerCase()
  return origin === `http://${own}` || origin === `https://${own}`
}

function nameOfOrigin(origin: string): string {
  return new URL(origin).hostname.replace(/^\[(.*)\]$/, '$1')
}
