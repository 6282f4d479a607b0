/**
 * Finds bgolly, the command line of Golly, or installs it where that is possible.
 *
 * It is another implementation of the same rules, which some tests compare ours with. They look for
 * it in THUNDERLINE_BGOLLY, and without it they report themselves as skipped.
 */
import { canInstallPackages, installPackage } from './apt.ts'
import type { Machine } from './find-chromium.ts'
import { findOnPath, isExecutable } from './find-executable.ts'

export type BgollySearch =
  | { readonly found: true; readonly path: string; readonly message: string }
  | { readonly found: false; readonly message: string }

/** Finds or installs bgolly; the message says in one line how it went. */
export async function ensureBgolly({
  env,
  isRoot,
}: Pick<Machine, 'env' | 'isRoot'>): Promise<BgollySearch> {
  const named = env.THUNDERLINE_BGOLLY
  if (named) {
    return isExecutable(named)
      ? { found: true, path: named, message: `bgolly from THUNDERLINE_BGOLLY: ${named}` }
      : missing(`THUNDERLINE_BGOLLY names ${named}, which is no program`)
  }
  const present = findOnPath(['bgolly'], env)
  if (present) return { found: true, path: present, message: `bgolly of this system: ${present}` }
  if (env.THUNDERLINE_NO_INSTALL) return missing('THUNDERLINE_NO_INSTALL forbids to install it')
  if (!canInstallPackages(env, isRoot)) return missing('the package golly is not installed')
  await installPackage('golly', env)
  const path = findOnPath(['bgolly'], env)
  return path
    ? { found: true, path, message: `bgolly installed from the package golly: ${path}` }
    : missing('the package golly could not be installed')
}

function missing(reason: string): BgollySearch {
  return {
    found: false,
    message: `bgolly is missing: ${reason}; comparisons with it will be reported as skipped.`,
  }
}
