/**
 * Finds the Chromium that runs the browser tests, or installs one.
 *
 * Tried in this order: what THUNDERLINE_CHROMIUM or CHROMIUM_PATH names, the system's Chromium or
 * Chrome, the one that Playwright has downloaded before. Where there is none, Debian's package is
 * installed when we are root on Debian, else Playwright downloads its own.
 */
import { chromium } from 'playwright'
import { canInstallPackages, installPackage } from './apt.ts'
import { findOnPath, isExecutable } from './find-executable.ts'
import { runCommand, runTool } from './run-command.ts'

const VARIABLES = ['THUNDERLINE_CHROMIUM', 'CHROMIUM_PATH'] as const
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
const VERSION_LIMIT_MS = 30_000

export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isRoot: boolean
  /** Where Playwright keeps the browser it downloads, whether it has done so or not. */
  readonly playwrightPath: string
}

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  return {
    env: process.env,
    isRoot: process.getuid?.() === 0,
    playwrightPath: chromium.executablePath(),
  }
}

interface Candidate {
  readonly path: string
  readonly source: string
}

export type ChromiumSearch =
  | { readonly found: true; readonly path: string; readonly message: string }
  | { readonly found: false; readonly message: string }

/** Gives the path of a Chromium that is there already; nothing is started or installed. */
export function findChromium(machine: Machine): string | undefined {
  return listCandidates(machine)[0]?.path
}

/** Finds a Chromium that starts, or installs one; the message says in one line how it went. */
export async function ensureChromium(machine: Machine): Promise<ChromiumSearch> {
  const wrong = VARIABLES.find((name) => machine.env[name] && !isExecutable(machine.env[name]))
  if (wrong) return missing(`${wrong} names ${machine.env[wrong]}, which is no program`)
  const present = await findWorking(machine)
  if (present) return describeFound(present)
  if (machine.env.THUNDERLINE_NO_INSTALL) {
    return missing('none was found and THUNDERLINE_NO_INSTALL forbids to install one')
  }
  const complaints: string[] = []
  if (canInstallPackages(machine.env, machine.isRoot)) {
    const { output } = await installPackage('chromium', machine.env)
    const installed = await findWorking(machine)
    if (installed) return describeFound({ ...installed, source: 'installed from its package' })
    complaints.push(`apt-get: ${lastLine(output)}`)
  }
  const { output } = await runTool('playwright', ['install', 'chromium'], machine)
  const downloaded = await findWorking(machine)
  if (downloaded) return describeFound({ ...downloaded, source: 'downloaded by Playwright' })
  complaints.push(`playwright: ${lastLine(output)}`)
  return missing(`none was found and none could be installed (${complaints.join('; ')})`)
}

function listCandidates({ env, playwrightPath }: Machine): Candidate[] {
  const named = VARIABLES.flatMap((name) => {
    const path = env[name]
    return path ? [{ path, source: `from ${name}` }] : []
  })
  const onPath = NAMES.flatMap((name) => {
    const path = findOnPath([name], env)
    return path ? [{ path, source: 'of this system' }] : []
  })
  return [
    ...named,
    ...onPath,
    { path: MAC_CHROME, source: 'of this system' },
    { path: playwrightPath, source: 'downloaded by Playwright before' },
  ].filter(({ path }) => isExecutable(path))
}

/** Some systems have a program of that name which only says how to install the real one. */
async function findWorking(
  machine: Machine,
): Promise<(Candidate & { version: string }) | undefined> {
  for (const candidate of listCandidates(machine)) {
    const { status, output } = await runCommand(candidate.path, ['--version'], {
      timeoutMs: VERSION_LIMIT_MS,
      env: machine.env,
    })
    const version = /\d+(?:\.\d+){1,3}/.exec(output)?.[0]
    if (status === 0 && version) return { ...candidate, version }
  }
  return undefined
}

function describeFound({ path, source, version }: Candidate & { version: string }): ChromiumSearch {
  return { found: true, path, message: `Chromium ${version} ${source}: ${path}` }
}

function missing(reason: string): ChromiumSearch {
  const remedy = 'Install Chromium, or set THUNDERLINE_CHROMIUM to its path.'
  return { found: false, message: `Chromium is missing: ${reason}. ${remedy}` }
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.trim() || 'no answer'
}
