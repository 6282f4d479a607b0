/** `thunderline serve`: the server. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'

/** Where the built viewer lies: beside the bundled command line, or below the root of the repository. */
const VIEWER_FOLDERS = ['../viewer', '../../dist/viewer'] as const

export const serveCommand: Command = {
  name: 'serve',
  summary:
    'Serve the viewer until it is told to stop; PORT and HOST in the environment choose where.',
  args: [],
  options: {},
  notes:
    'The viewer has to be built (`npm run build`); `npm start` does both. With THUNDERLINE_THREADS=0 it\n' +
    'takes up no runs, and leaves them to other servers and to `thunderline worker`.',
  run,
}

async function run(_input: CommandInput, _io: Io): Promise<CommandResult> {
  const { runServer } = await import('../app/run-server.ts')
  const folders = VIEWER_FOLDERS.map((folder) => resolve(import.meta.dirname, folder))
  const built = folders.find((folder) => existsSync(join(folder, 'index.html')))
  const server = await runServer(built ?? folders.at(-1)!)
  await new Promise<void>((resolve) => {
    server.server.once('close', () => resolve())
  })
  return { exitCode: 0, json: { stopped: true }, text: '' }
}
