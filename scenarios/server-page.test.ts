import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { ALL_OPERATIONS } from '../engine/resources/operations/all-operations.ts'
import { checkSchema } from '../engine/scenario/check-schema.ts'
import { parseStudy } from '../engine/studies/compile-study.ts'

const page = await readFile(new URL('../docs/server.md', import.meta.url), 'utf8')
const story = /^## Searching on a server$(.*?)^## /ms.exec(page)![1]!
const blocks = (language: string) =>
  [...story.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, text]) => text!,
  )

interface Asked {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Undefined where none is sent, or where a program makes it. */
  readonly body: Readonly<Record<string, unknown>> | undefined
}

/** What the page asks for, request by request. */
function listAsked(): readonly Asked[] {
  const commands = blocks('sh')
    .join('\n')
    .matchAll(/\bask ((?:"[^"\n]*"|'[^']*'|[^|'"\n])+)/g)
  return [...commands].map(([, words]) => {
    const [, path, search = ''] = /\$API(\/[^\s"'?]*)(?:\?([^\s"']*))?/.exec(words!)!
    const body = /-d '([^']*)'/.exec(words!)?.[1]
    const method = /-X (\w+)/.exec(words!)?.[1] ?? (words!.includes('-d ') ? 'POST' : 'GET')
    const query = Object.fromEntries(new URLSearchParams(search))
    return { method, path: path!, query, body: body === undefined ? undefined : JSON.parse(body) }
  })
}

/** The operation of a request, and the fields that its path has. */
function findOperation({ method, path }: Asked) {
  const found = ALL_OPERATIONS.flatMap((operation) => {
    const names = [...operation.path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
    const pattern = operation.path.replaceAll(/:\w+/g, (name) => {
      return name === ':node' ? '([^/]+(?:/\\d+)?)' : '([^/]+)'
    })
    const values = new RegExp(`^${pattern}$`).exec(path)?.slice(1)
    if (operation.method !== method || values === undefined) return []
    const params = Object.fromEntries(values.map((value, i) => [names[i]!, value]))
    return [{ operation, params }]
  })
  // A word that stands in a path goes before a field.
  return found.toSorted((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0]
}

test('the study on the page is one', () => {
  expect(blocks('yaml').map((text) => parseStudy(text, { allowsCommands: false }).title)).toEqual([
    'Lively and few',
  ])
})

test('whatever the page asks a server for is an operation, with an input that it takes', () => {
  const asked = listAsked()
  const names = asked.map((each) => {
    const found = findOperation(each)
    expect(found, `${each.method} ${each.path}`).toBeDefined()
    const { operation, params } = found!
    const made = each.method === 'POST' && each.body === undefined ? { document: 'x' } : {}
    const checked = checkSchema(operation.input, {
      ...params,
      ...each.query,
      ...each.body,
      ...made,
    })
    expect(checked.success ? [] : checked.issues, each.path).toEqual([])
    return operation.name
  })
  expect(new Set(names)).toEqual(
    new Set([
      ...['studies.create', 'studies.get', 'studies.document', 'studies.pause', 'studies.resume'],
      ...['studies.cancel', 'studies.prioritize', 'trials.list', 'trials.get', 'slots.define'],
      ...['slots.get', 'promotions.propose', 'promotions.decide', 'promotions.compare'],
      ...['promotions.roll_back', 'lineage.ancestors'],
    ]),
  )
})
