/** Asks the server for whoever shows its record, and notes how it stands to whoever asks. Loaded with the record. */
import type { z } from 'zod'
import type { OperationType } from '../../engine/resources/operation.ts'
import { type CallOptions, ServerClient } from '../session/server-client.ts'
import {
  ServerAbsentError,
  ServerAnswerError,
  ServerFailedError,
  ServerRefusedError,
  ServerUnreachableError,
} from '../session/server-errors.ts'
import { ServerSocket } from '../session/server-socket.ts'
import { forgetToken, keepToken, readToken } from '../session/server-token.ts'
import { lookAgain, type RecordAccess, setRecord, useRecordStore } from './record-store.ts'

const client = new ServerClient({ readToken })

/** The socket of the page, for all that is told as it happens. */
export const liveSocket = new ServerSocket({ readToken })

/** Does an operation; throws what `ServerClient.call` does. */
export async function askServer<T extends OperationType>(
  operation: T,
  input: z.input<T['input']>,
  options?: CallOptions,
): Promise<z.output<T['output']>> {
  try {
    const answer = await client.call(operation, input, options)
    noteAccess({ kind: 'open' })
    return answer
  } catch (error) {
    noteAccess(accessAfter(error))
    throw error
  }
}

/** Reads a content; throws what `ServerClient.read` does. */
export function readContent(
  operation: Parameters<ServerClient['read']>[0],
  input: Readonly<Record<string, unknown>>,
): Promise<Uint8Array<ArrayBuffer>> {
  return client.read(operation, input)
}

/** Goes on with this token. */
export function enterWith(token: string): void {
  keepToken(token)
  liveSocket.restart()
  setRecord({ access: { kind: 'unknown' } })
  lookAgain()
}

/** Forgets the token; the server then knows nobody. */
export function leaveServer(): void {
  forgetToken()
  liveSocket.restart()
  setRecord({ access: { kind: 'unknown' } })
  lookAgain()
}

function noteAccess(access: RecordAccess | undefined): void {
  if (access === undefined) return
  const before = useRecordStore.getState().access
  if (before.kind !== access.kind) setRecord({ access })
}

/** What an error says of the server as a whole; undefined where it is of one operation alone. */
function accessAfter(error: unknown): RecordAccess | undefined {
  if (error instanceof ServerAbsentError) return { kind: 'absent', message: error.message }
  if (error instanceof ServerUnreachableError)
    return { kind: 'unreachable', message: error.message }
  if (error instanceof ServerAnswerError) {
    // One odd answer of a server that has answered before is shown where it was asked for.
    const isOpen = useRecordStore.getState().access.kind === 'open'
    return isOpen ? undefined : { kind: 'unreachable', message: error.message }
  }
  // It is there, and has told what went wrong.
  if (error instanceof ServerFailedError) return { kind: 'open' }
  if (!(error instanceof ServerRefusedError)) return undefined
  const { status } = error.details
  // Somebody it knows may ask for the rest.
  return status === 401 ? { kind: 'refused', message: error.message } : { kind: 'open' }
}
