/**
 * The commands that a page of the docs tells its readers to type, and what it shows of what they print.
 *
 * A block of commands is one of `sh`, or of no language, whose lines begin with the program's name; a
 * `text` or `json` block right after it is what its commands print, one after the other. In such a
 * block a line of three dots stands for any lines.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BACKEND_NAMES } from '../kernels/backend-names.ts'
import { type CliOutcome, runCliHere } from './run-cli.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The program's name as the pages have it, in the project's folder and where it is installed. */
const PROGRAM = /^(?:npm run -s thunderline --|thunderline) (.*)$/

export interface CommandBlock {
  /** What stands behind the program's name, line by line, without comments. */
  readonly lines: readonly string[]
  /** What the page shows of their output; undefined where it shows nothing. */
  readonly shown: string | undefined
}

/** The blocks of commands of a page, `docs/replay.md`, in order. */
export async function readCommandBlocks(page: string): Promise<CommandBlock[]> {
  const text = await readFile(join(ROOT, page), 'utf8')
  const fences = text.matchAll(/^```(?:sh)?\n(.*?)^```\n(?:\n```(?:text|json)\n(.*?)^```\n)?/gms)
  return [...fences].flatMap(([, commands, shown]) => {
    const lines = commands!.split('\n').flatMap((line) => PROGRAM.exec(line)?.[1] ?? [])
    const bare = lines.map((line) => line.replace(/\s+#.*$/, ''))
    return lines.length > 0 ? [{ lines: bare, shown }] : []
  })
}

/** Where the commands of a page are run. */
export interface PagePlace {
  /** The folder that files of the page lie in, and are written to. */
  readonly folder: string
  /** Words that are put behind those of a command by its name, for a test's sake: `--threads 0`. */
  readonly added?: Readonly<Record<string, readonly string[]>>
  /** Words that name folders of the page, which lie in the folder too. */
  readonly folders?: readonly string[]
  /** What runs a command line; the commands of the engine when left out. */
  readonly run?: (...words: string[]) => Promise<CliOutcome>
}

/**
 * Runs the commands of a block in this process, and gives what they print.
 *
 * @throws where one does not end well.
 */
export async function runBlock({ lines }: CommandBlock, place: PagePlace): Promise<string> {
  const { run = runCliHere, added } = place
  let printed = ''
  for (const line of lines) {
    const words = splitWords(line).map((word) => placeWord(word, place))
    const { exitCode, out, err } = await run(...words, ...(added?.[words[0]!] ?? []))
    if (exitCode !== 0) throw new Error(`"${line}" ends with ${exitCode}: ${err}${out}`)
    printed += out
  }
  return printed
}

function splitWords(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!)
}

/** The project's scenarios are where they are; any other file is in the folder. */
function placeWord(word: string, { folder, folders = [] }: PagePlace): string {
  if (word.startsWith('scenarios/')) return join(ROOT, word)
  if (folders.includes(word.split('/')[0]!)) return join(folder, word)
  return /^[\w-]+(\.[\w-]+)*\.[a-z]\w*$/.test(word) ? join(folder, word) : word
}

/**
 * What a page shows as a pattern for what is printed. Which back end a trial has chosen and which version
 * this is are no claims of a page; nor is the folder that a page's files are in.
 */
export function patternOf(shown: string): RegExp {
  const lines = shown.trimEnd().split('\n')
  const parts = lines.map((line) => {
    if (line.trim() === '...') return '(?:.*\\n)*?'
    const exact = line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return `${exact.replace(ANY_BACKEND, `$1(?:${BACKENDS})`).replace(ANY_VERSION, '$1\\d+\\.\\d+\\.\\d+')}\\n`
  })
  return new RegExp(`^${parts.join('')}$`)
}

const BACKENDS = BACKEND_NAMES.join('|')
const ANY_BACKEND = new RegExp(`(\\bon |"backend": ")(?:${BACKENDS})\\b`, 'g')
const ANY_VERSION = /(\bby )\d+\\\.\d+\\\.\d+/g
