/** The table of the page about the API, made of the list of operations. */
import type { OperationType } from '../engine/resources/operation.ts'

const HEAD = '| Operation | Scope | Where | | What it does |\n| --- | --- | --- | --- | --- |'

/** The page with its table as it should be. */
export function fillApiPage(page: string, operations: readonly OperationType[]): string {
  const [before, rest] = cut(page, HEAD)
  const [, after] = cut(rest, '\n\n')
  return `${before}${HEAD}\n${operations.map(describeRow).join('\n')}\n\n${after}`
}

function describeRow(operation: OperationType): string {
  const { name, scope, method, path, about, isTool, body, answer } = operation
  const marks = [
    ...(isTool === true ? ['tool'] : []),
    ...(body === 'stream' ? ['takes bytes'] : []),
    ...(answer === 'stream' ? ['gives bytes'] : []),
  ]
  return `| \`${name}\` | ${scope} | ${method} ${path} | ${marks.join(', ')} | ${about} |`
}

function cut(text: string, at: string): readonly [string, string] {
  const place = text.indexOf(at)
  if (place === -1) throw new Error(`The page has no ${JSON.stringify(at)}.`)
  return [text.slice(0, place), text.slice(place + at.length)]
}
