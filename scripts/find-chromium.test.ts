/** Each machine here is a folder of real programs, which stands for its whole PATH. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ensureChromium, findChromium, type Machine } from './find-chromium.ts'
import { createTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts'

const SAYS_VERSION = 'echo "Chromium 150.1.2.3"'

let folder: TemporaryFolder

beforeEach(() => {
  folder = createTemporaryFolder()
})
afterEach(() => folder.dispose())

function machine(env: Machine['env'] = {}, isRoot = false): Machine {
  return {
    env: { PATH: folder.path, ...env },
    isRoot,
    playwrightPath: join(folder.path, 'playwright/chrome'),
  }
}

/** Puts programs into the folder which, when "apt-get install" is called, put more there. */
function writeAptGet(installs: string) {
  folder.writeProgram(
    'apt-get',
    `case "$*" in *install*) cat > ${folder.path}/chromium <<'END'\n#!/bin/sh\n${installs}\nEND\n` +
      `/bin/chmod +x ${folder.path}/chromium ;; esac`,
  )
  folder.writeProgram('cat', 'exec /bin/cat "$@"')
}

describe('what is there is found in order', () => {
  test('the variable, then the system, then what Playwright downloaded', async () => {
    const own = folder.writeProgram('playwright/chrome', SAYS_VERSION)
    expect(findChromium(machine())).toBe(own)
    const system = folder.writeProgram('google-chrome', SAYS_VERSION)
    expect(findChromium(machine())).toBe(system)
    const named = folder.writeProgram('elsewhere/browser', SAYS_VERSION)
    expect(findChromium(machine({ CHROMIUM_PATH: named }))).toBe(named)
    expect(findChromium(machine({ CHROMIUM_PATH: own, THUNDERLINE_CHROMIUM: named }))).toBe(named)
  })

  test('and the message is one line with version, origin and path', async () => {
    const path = folder.writeProgram('chromium', SAYS_VERSION)
    expect(await ensureChromium(machine())).toEqual({
      found: true,
      path,
      message: `Chromium 150.1.2.3 of this system: ${path}`,
    })
  })

  test('a program that only tells how to install the real one is passed over', async () => {
    folder.writeProgram('chromium-browser', 'echo "requires the chromium snap"; exit 1')
    const own = folder.writeProgram('playwright/chrome', SAYS_VERSION)
    expect(await ensureChromium(machine())).toMatchObject({ found: true, path: own })
  })
})

test('a variable that names no program is an error, even when others would do', async () => {
  folder.writeProgram('chromium', SAYS_VERSION)
  const search = await ensureChromium(machine({ THUNDERLINE_CHROMIUM: '/nowhere/chromium' }))
  expect(search.found).toBe(false)
  expect(search.message).toContain('THUNDERLINE_CHROMIUM names /nowhere/chromium')
})

describe('where there is none', () => {
  test('root gets it from the package', async () => {
    writeAptGet(SAYS_VERSION)
    const search = await ensureChromium(machine({}, true))
    expect(search).toMatchObject({ found: true, path: join(folder.path, 'chromium') })
    expect(search.message).toContain('installed from its package')
  })

  test('nothing is installed against the will of the user, and one line says so', async () => {
    writeAptGet(SAYS_VERSION)
    const search = await ensureChromium(machine({ THUNDERLINE_NO_INSTALL: '1' }, true))
    expect(search.found).toBe(false)
    expect(search.message).toMatch(/^Chromium is missing: .*THUNDERLINE_NO_INSTALL.*$/)
  })
})
