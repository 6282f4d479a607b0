/** The commands that the server adds to the command line. */
import type { Command } from '../../engine/cli/command.ts'
import { artifactsVerifyCommand } from './artifacts-verify-command.ts'
import { backupCommand, restoreCommand } from './backup-commands.ts'
import { ledgerAuditCommand } from './ledger-audit-command.ts'
import { ledgerCheckpointCommand } from './ledger-checkpoint-command.ts'
import { ledgerBackupCommand, ledgerRestoreCommand } from './ledger-copy-commands.ts'
import { ledgerGrowthCommand } from './ledger-growth-command.ts'
import { ledgerImportCommand } from './ledger-import-command.ts'
import { ledgerProveCommand } from './ledger-prove-command.ts'
import { ledgerRebuildCommand } from './ledger-rebuild-command.ts'
import { ledgerShowCommand } from './ledger-show-command.ts'
import { ledgerVerifyCommand } from './ledger-verify-command.ts'
import { lineageCommand } from './lineage-command.ts'
import { policiesReplayCommand, policiesSetCommand } from './policies-commands.ts'
import { serveCommand } from './serve-command.ts'
import { studiesImportCommand } from './studies-import-command.ts'
import { tokensCreateCommand } from './tokens-create-command.ts'
import { verdictsVerifyCommand } from './verdicts-verify-command.ts'
import { workerCommand } from './worker-command.ts'

export const SERVER_COMMANDS: readonly Command[] = Object.freeze([
  serveCommand,
  workerCommand,
  backupCommand,
  restoreCommand,
  studiesImportCommand,
  tokensCreateCommand,
  policiesSetCommand,
  policiesReplayCommand,
  verdictsVerifyCommand,
  ledgerImportCommand,
  ledgerShowCommand,
  ledgerAuditCommand,
  ledgerCheckpointCommand,
  ledgerProveCommand,
  ledgerGrowthCommand,
  ledgerVerifyCommand,
  ledgerBackupCommand,
  ledgerRestoreCommand,
  ledgerRebuildCommand,
  lineageCommand,
  artifactsVerifyCommand,
])
