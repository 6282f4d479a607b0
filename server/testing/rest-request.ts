/** Requests of REST, of an operation and an input that may be any. */
import type { OperationType } from '../../engine/resources/operation.ts'
import { pathFieldsOf } from '../api/input-shape.ts'
import { REST_PREFIX } from '../api/rest-prefix.ts'
import type { Input } from './any-input.ts'

export interface RestRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
}

/** The request that says an input: what the path does not say is in the query or in a body. */
export function buildRestRequest(operation: OperationType, input: Input): RestRequest {
  const inPath = pathFieldsOf(operation)
  let path = operation.path as string
  for (const field of inPath) path = path.replace(`:${field}`, encode(input[field] ?? 'x') || '-')
  const others = Object.entries(input).filter(([field]) => !inPath.includes(field))
  const hasBody = operation.method !== 'GET' && operation.body !== 'stream'
  const query = others
    .flatMap(([field, value]) =>
      (Array.isArray(value) ? value : [value]).map((each) => [field, each]),
    )
    .map(([field, value]) => `${encode(field)}=${encode(value)}`)
    .join('&')
  const isStream = operation.body === 'stream'
  return {
    method: operation.method,
    path: `${REST_PREFIX}${path}${hasBody || query === '' ? '' : `?${query}`}`,
    headers: { 'content-type': isStream ? 'application/octet-stream' : 'application/json' },
    body: hasBody
      ? JSON.stringify(Object.fromEntries(others))
      : isStream
        ? 'some bytes'
        : undefined,
  }
}

function encode(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return encodeURIComponent(text.toWellFormed())
}
