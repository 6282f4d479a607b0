/** `thunderline studies import`: hands a search that was made here over to a server. */
import { createHash } from 'node:crypto'
import type { Command, CommandInput, CommandResult } from '../../engine/cli/command.ts'
import { UsageError } from '../../engine/cli/errors.ts'
import { printableText } from '../../engine/cli/printable-text.ts'
import { bundleStudy } from '../../engine/node/bundle-study.ts'
import { readFileBounded } from '../../engine/node/files.ts'
import { MAX_RECORD_CHARS } from '../../engine/resources/operations/study-import-operations.ts'
import { readRecord } from '../../engine/studies/study-record.ts'
import { REST_PREFIX } from '../api/rest-prefix.ts'
import { ServerRefusedError } from './errors.ts'

const MAX_TOKEN_BYTES = 4096
const MAX_ANSWER_CHARS = 4000
/** A record of 10,000 trials takes a server two minutes at most. */
const ANSWER_MS = 180_000

export const studiesImportCommand: Command = {
  name: 'studies import',
  summary: 'Hand a search that was made here, begun or done, over to a server.',
  args: ['STUDY'],
  options: {
    server: { type: 'string', value: 'URL', help: 'where the server is: http://127.0.0.1:4173' },
    token: {
      type: 'string',
      value: 'FILE',
      help: 'the file that has a token of it, such as `token` in its folder',
    },
    record: {
      type: 'string',
      value: 'FILE',
      help: 'the record; beside the study, STUDY.trials.jsonl, when left out',
    },
    id: {
      type: 'string',
      value: 'ID',
      help: 'how the study is to be known there; by the hash of the record when left out',
    },
  },
  notes:
    'The server proposes each trial again and refuses a record that has others. What trials came to is\n' +
    'marked as imported there, and is no evidence before `trials.verify` has made them again. Trials that\n' +
    'are missing are made there. Asked twice it is the same study. Exit 2: the server has not taken it.',
  run,
}

async function run({ args, text }: CommandInput): Promise<CommandResult> {
  const [file] = args
  const { server, token: tokenFile } = text
  if (server === undefined || tokenFile === undefined)
    throw refuse('--server and --token are needed')
  const path = text.record ?? `${file!.replace(/\.(?:ya?ml|json)$/i, '')}.trials.jsonl`
  const token = new TextDecoder().decode(await readFileBounded(tokenFile, MAX_TOKEN_BYTES)).trim()
  const sent = await bundleStudy(file!)
  const bytes = await readFileBounded(path, MAX_RECORD_CHARS)
  // A last line without its end was never acted upon.
  const { wholeBytes } = readRecord(bytes)
  const whole = bytes.subarray(0, wholeBytes)
  const sha256 = createHash('sha256').update(whole).digest('hex')
  const study_id = text.id ?? `search-${sha256.slice(0, 16)}`
  const record = new TextDecoder().decode(whole)
  const url = urlOf(server)
  const study = await post(url, token, { study_id, ...sent, record })
  if (study?.study_id !== study_id) {
    const problem = 'what it has answered is not the study'
    throw new ServerRefusedError({ server: url.origin, problem })
  }
  return {
    exitCode: 0,
    json: study,
    text: `${printableText(`${study_id}: taken by ${server}, from the record ${sha256}`)}\n`,
  }
}

const refuse = (problem: string) => new UsageError({ command: 'studies import', problem })

function urlOf(server: string): URL {
  const url = URL.parse(server)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') {
    return new URL(`${REST_PREFIX}/studies/import`, url)
  }
  throw refuse(`--server is an address of HTTP, not ${JSON.stringify(server)}`)
}

interface Answered {
  readonly study_id?: unknown
  readonly message?: unknown
}

/**
 * What a server answers; undefined where that is no object.
 *
 * @throws {ServerRefusedError} where there is no answer, or it says that something is wrong.
 */
async function post(url: URL, token: string, body: object): Promise<Answered | undefined> {
  let answered: { readonly ok: boolean; readonly status: number; readonly text: string }
  try {
    const response = await fetch(url, {
      ...{ method: 'POST', redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const { ok, status } = response
    answered = { ok, status, text: (await response.text()).slice(0, 64 * MAX_ANSWER_CHARS) }
  } catch (cause) {
    const { message, cause: deeper } = cause as Error
    const problem = deeper instanceof Error ? deeper.message : message
    throw new ServerRefusedError({ server: url.origin, problem }, { cause })
  }
  const { ok, status, text } = answered
  if (!ok) {
    const problem = `${status}, ${messageOf(text)}`
    throw new ServerRefusedError({ server: url.origin, problem })
  }
  return readAnswer(text)
}

function readAnswer(text: string): Answered | undefined {
  try {
    const found: unknown = JSON.parse(text)
    return typeof found === 'object' && found !== null ? found : undefined
  } catch {
    // It is none of ours.
    return undefined
  }
}

/** What an answer says for people. */
function messageOf(text: string): string {
  const message = readAnswer(text)?.message
  return (typeof message === 'string' ? message : text).slice(0, MAX_ANSWER_CHARS)
}
