/**
 * Finds the programs of a PostgreSQL server, or installs them where that is possible.
 *
 * Tests start a server of their own with them. They look in THUNDERLINE_POSTGRES, and without them they report
 * themselves as skipped.
 */
import { readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { canInstallPackages, installPackage } from './apt.ts'
import type { Machine } from './find-chromium.ts'
import { isExecutable } from './find-executable.ts'

/** Where Debian and its relatives have a folder for each version, outside of the PATH. */
const VERSIONS = '/usr/lib/postgresql'
const PROGRAMS = ['initdb', 'postgres']

export type PostgresSearch =
  | { readonly found: true; readonly path: string; readonly message: string }
  | { readonly found: false; readonly message: string }

/**
 * The folder of the programs: `THUNDERLINE_POSTGRES`, on the PATH or in Debian's place; undefined where absent.
 *
 * @param versions Debian's place.
 */
export function findPostgres(env: Machine['env'], versions: string = VERSIONS): string | undefined {
  const named = env.THUNDERLINE_POSTGRES
  const folders = named
    ? [named]
    : [...(env.PATH ?? '').split(delimiter), ...listVersions(versions)]
  return folders.find(
    (folder) => folder !== '' && PROGRAMS.every((program) => isExecutable(join(folder, program))),
  )
}

/** Finds or installs the programs; the message says in one line how it went. */
export async function ensurePostgres(
  { env, isRoot }: Pick<Machine, 'env' | 'isRoot'>,
  versions: string = VERSIONS,
): Promise<PostgresSearch> {
  const present = findPostgres(env, versions)
  if (present) return { found: true, path: present, message: `PostgreSQL of ${present}` }
  if (env.THUNDERLINE_POSTGRES) {
    return missing(`THUNDERLINE_POSTGRES names ${env.THUNDERLINE_POSTGRES}, where it is not`)
  }
  if (env.THUNDERLINE_NO_INSTALL) return missing('THUNDERLINE_NO_INSTALL forbids to install it')
  if (!canInstallPackages(env, isRoot)) return missing('the package postgresql is not installed')
  await installPackage('postgresql', env)
  const path = findPostgres(env, versions)
  return path
    ? { found: true, path, message: `PostgreSQL installed from the package postgresql: ${path}` }
    : missing('the package postgresql could not be installed')
}

/** The newest first. */
function listVersions(folder: string): string[] {
  try {
    const versions = readdirSync(folder).toSorted((one, other) => Number(other) - Number(one))
    return versions.map((version) => join(folder, version, 'bin'))
  } catch {
    return []
  }
}

function missing(reason: string): PostgresSearch {
  return {
    found: false,
    message: `PostgreSQL is missing: ${reason}; tests of a server will be reported as skipped.`,
  }
}
