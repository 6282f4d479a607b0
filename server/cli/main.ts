#!/usr/bin/env node
/** Entry of the command line: the commands of the engine and of the server. Wiring only. */
import { COMMANDS } from '../../engine/cli/cli.ts'
import { runProgram } from '../../engine/cli/run-program.ts'
import { SERVER_COMMANDS } from './server-commands.ts'

await runProgram([...COMMANDS, ...SERVER_COMMANDS])
