/** Installs packages on Debian and its relatives. */
import { findOnPath } from './find-executable.ts'
import { type CommandOutcome, runCommand } from './run-command.ts'

type Environment = Readonly<Record<string, string | undefined>>

const INSTALL_LIMIT_MS = 5 * 60_000

/** Tells whether packages can be installed here: there is apt-get, and we may use it. */
export function canInstallPackages(env: Environment, isRoot: boolean): boolean {
  return isRoot && findOnPath(['apt-get'], env) !== undefined
}

/** Installs one package without what it merely recommends. */
export async function installPackage(name: string, env: Environment): Promise<CommandOutcome> {
  const options = {
    timeoutMs: INSTALL_LIMIT_MS,
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
  }
  const waiting = ['-o', 'DPkg::Lock::Timeout=120']
  // An index that is out of date is no reason to stop: what it names may still be there.
  await runCommand('apt-get', [...waiting, 'update', '-qq'], options)
  const install = ['install', '-y', '-qq', '--no-install-recommends', name]
  return runCommand('apt-get', [...waiting, ...install], options)
}
