import type { KnipConfig } from 'knip'

export default {
  entry: [
    'engine/worker/*.worker.ts',
    'scripts/bench/*.ts',
    'scripts/*-page.ts',
    'scripts/*.worker.ts',
    'scripts/soak/*.ts',
    'scripts/head-selection.ts',
    'scripts/search-quality.ts',
    'scripts/seed-tries.ts',
    'scripts/search-quality/search-starts.ts',
    'scripts/yield-to-pages.ts',
    'scripts/time-first-tick.ts',
    'shaders/embed-parts.ts',
    'viewer/app/main.tsx',
    // Scripts of the build for static hosts, each a file of its own.
    'viewer/app/{service-worker,static-start}.ts',
    // Threads and processes that are begun by their addresses.
    'server/**/*-worker.ts',
    '{scripts,server}/**/*-process.ts',
    'server/testing/lock-racer.ts',
    'server/testing/hold-*.ts',
    '**/*.{browser,gpu,page,session}-test.{ts,tsx}',
  ],
  project: ['{engine,viewer,server,scripts,shaders}/**/*.{ts,tsx,css}', '*.{ts,mjs}'],
  // What runs everything else, and what checks types; nobody imports them.
  ignoreDependencies: ['node', 'typescript-native'],
  ignoreBinaries: ['sha256sum', 'bgolly', 'mkfifo', 'mount', 'umount', 'openssl'],
  ignoreExportsUsedInFile: true,
  // Styles import fonts and colors from packages.
  compilers: {
    css: (text: string) => [...text.matchAll(/@(import[^;]+)/g)].map(([, line]) => line).join('\n'),
  },
} satisfies KnipConfig
