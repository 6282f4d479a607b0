/**
 * How tests start Chromium: without calls home, and drawing in software where no graphics card is.
 */
import type { LaunchOptions } from 'playwright'

/** Options for Playwright's `launch`; the pages are our own, so no sandbox is needed or asked for. */
export function launchOptions(executablePath: string | undefined): LaunchOptions {
  return {
    ...(executablePath === undefined ? {} : { executablePath }),
    headless: true,
    chromiumSandbox: false,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--disable-sync',
      '--no-first-run',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      // A software adapter for WebGPU, in workers too.
      '--enable-unsafe-webgpu',
    ],
  }
}
