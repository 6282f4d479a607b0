/** `thunderline tokens create`: a token for whoever has the folder of a server. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { UsageError } from '../../engine/cli/errors.ts'
import { SCOPES, type Scope } from '../../engine/resources/operation.ts'
import { createToken } from '../policy/create-token.ts'
import { writeTokenFile } from '../policy/first-token.ts'
import { DATA_OPTION, withQuietRecord } from './open-quiet-record.ts'

export const tokensCreateCommand: Command = {
  name: 'tokens create',
  summary: 'Make a token with which a server can be called, where its own is lost.',
  args: [],
  options: {
    ...DATA_OPTION,
    name: {
      type: 'string',
      value: 'NAME',
      help: 'what people call it; command-line when left out',
    },
    scopes: {
      type: 'string',
      value: 'A,B',
      help: `what it may do, of ${SCOPES.join(', ')}; all when left out`,
    },
    keep: { type: 'boolean', help: 'leave the file `token` as it is' },
  },
  notes:
    'It is on record, printed once, and takes the place of the one in the file `token` of the folder,\n' +
    'which `npm start` puts into the address that it prints. Stop a server with an embedded database\n' +
    'first; of a running one, the operation tokens.create makes tokens.',
  run,
}

async function run({ text, flags }: CommandInput, io: Io): Promise<CommandResult> {
  const scopes = readScopes(text.scopes)
  const name = text.name ?? 'command-line'
  const made = createToken({ name, scopes, by: 'command-line' })
  const path = await withQuietRecord(text.data, io, async ({ bus }, folder) => {
    const { seq } = await bus.publishEvent(
      { kind: 'record', name: 'token.created', data: made.created },
      { correlationId: made.id },
    )
    await bus.waitUntilHeard(seq, 10_000)
    return flags.has('keep') ? undefined : await writeTokenFile(folder, made.token)
  })
  return {
    exitCode: 0,
    json: { token_id: made.id, token: made.token, scopes, file: path ?? null },
    text: `${made.token}\n`,
  }
}

function readScopes(text: string | undefined): readonly Scope[] {
  if (text === undefined) return SCOPES
  const named = text.split(',').map((scope) => scope.trim())
  const wrong = named.find((scope) => !(SCOPES as readonly string[]).includes(scope))
  if (wrong === undefined) return named as Scope[]
  const problem = `--scopes has some of ${SCOPES.join(', ')}, not ${JSON.stringify(wrong)}`
  throw new UsageError({ command: tokensCreateCommand.name, problem })
}
