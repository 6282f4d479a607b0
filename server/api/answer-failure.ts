/** Errors as answers over HTTP: `{code, message, details?}` under the status that the error has. */
import type { FastifyReply } from 'fastify'
import { isNamedError } from '../../engine/named-error.ts'
import { describeFailure, type Failure } from './failure.ts'

/** What the web framework refuses before a route sees it. */
const REFUSED: Readonly<Record<number, readonly [code: string, message: string]>> = {
  413: ['api/too-large', 'The body has more bytes than are taken here.'],
  415: ['api/media-type', 'A body is JSON, under the media type application/json.'],
}

/** Sends what a caller is told of an error; the error itself goes into the log where it is a defect. */
export function answerFailure(
  error: unknown,
  reply: FastifyReply,
  onDefect: (error: unknown) => void,
): FastifyReply {
  const failure = isNamedError(error) ? describeFailure(error) : describeRefusal(error)
  const { status, retryAfterSeconds, code, message, details } = failure
  if (status >= 500 && retryAfterSeconds === undefined) onDefect(error)
  if (status === 401) reply.header('WWW-Authenticate', 'Bearer')
  if (retryAfterSeconds !== undefined) reply.header('Retry-After', String(retryAfterSeconds))
  return reply.code(status).send({ code, message, ...(details === undefined ? {} : { details }) })
}

function describeRefusal(error: unknown): Failure {
  const status = (error as { statusCode?: unknown } | null)?.statusCode
  if (typeof status !== 'number' || status < 400 || status >= 500) return describeFailure(error)
  const [code, message] = REFUSED[status] ?? ['api/request', 'The request cannot be answered.']
  return { status, code, message }
}
