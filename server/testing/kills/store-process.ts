/**
 * A ledger in a process of its own, which is there to be killed: takes appends at a socket, and ends at SIGTERM when
 * all that it was asked is written. It tells its parent how far it is.
 */
import { rmSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { createServer, type Socket } from 'node:net'
import type { Ledger } from '../../ledger/ledger.ts'
import {
  type AppendAnswer,
  type AppendRequest,
  MessageWriter,
  readMessages,
} from './append-messages.ts'
import { KILL_STORES, type KillStoreName } from './kill-stores.ts'
import type { PlantedBug } from './planted-bugs.ts'

/** What its first argument says, in JSON. */
export interface StoreOrder {
  readonly store: KillStoreName
  readonly place: string
  readonly socket: string
  readonly bug?: PlantedBug | undefined
}

export type StoreNews =
  | { readonly kind: 'opening' }
  | { readonly kind: 'ready' }
  /** Some have been answered. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly problem: string }

/** So many answers make a ledger busy: more than two producers have on their way. */
const BUSY_ANSWERS = 64

const { store, place, socket: path, bug } = JSON.parse(process.argv[2]!) as StoreOrder
const tell = (news: StoreNews) => process.send!(news)
let answers = 0
// Whoever has started it is gone.
process.once('disconnect', () => process.exit())

// Otherwise written at an exit, which this process may have none of: the next one starts in a third of the time.
flushCompileCache()
tell({ kind: 'opening' })
try {
  listen(await KILL_STORES[store].open(place, bug))
} catch (error) {
  tell({ kind: 'failed', problem: String(error) })
}

function listen(ledger: Ledger): void {
  // What a killed one has left there.
  rmSync(path, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    answer(ledger, socket)
  })
  server.listen(path, () => tell({ kind: 'ready' }))
  process.once('SIGTERM', async () => {
    await ledger.close()
    process.exit()
  })
}

function answer(ledger: Ledger, socket: Socket): void {
  const writer = new MessageWriter<AppendAnswer>(socket)
  readMessages<AppendRequest>(socket, async ({ id, record }) => {
    try {
      writer.send({ id, ...(await ledger.append(record)) })
    } catch (error) {
      writer.send({ id, refused: (error as { code?: string }).code ?? String(error) })
    }
    if (++answers === BUSY_ANSWERS) tell({ kind: 'busy' })
  })
}
