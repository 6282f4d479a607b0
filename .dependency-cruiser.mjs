/**
 * The map of imports. Rooms are named in their order: a room imports only rooms named before it in
 * its part. Tests may import anything.
 */

/** Rooms that know neither Node nor the page; whatever runs the engine can use them. */
const PURE_ROOMS = [
  'math',
  'json',
  'telemetry',
  'resources',
  'lineage',
  'lattice',
  'policy',
  'rules',
  'fields',
  'routing',
  'bits',
  'forge',
  'kernels',
  'formats',
  'metrics',
  'search',
  'learning',
  'scenario',
  'ledger',
  'protocol',
  'simulation',
  'qa',
  'studies',
]

const PARTS = {
  engine: [...PURE_ROOMS, 'worker', 'node', 'cli'],
  viewer: ['design', 'session', 'state', 'scene', 'panels', 'app'],
  server: [
    'config',
    'observability',
    'storage',
    'events',
    'ledger',
    'artifacts',
    'policy',
    'jobs',
    'backup',
    'cerebros',
    'api',
    'app',
    'cli',
  ],
}

/** Packages that run wherever JavaScript does. */
const PURE_PACKAGES = ['acorn', 'hash-wasm', 'hyparquet-writer', 'js-yaml', 'zod']

/** Packages that take SQL. */
const DATABASE_PACKAGES = ['pg', 'pg-boss', '@types/pg', '@electric-sql/pglite']

/** Tests, what only they use, and what takes its time: the long campaigns and the benchmarks. */
const TESTS =
  '[.-]test\\.tsx?$|^(engine|viewer|server)/testing/|^scripts/(soak|fidelity|planted|campaign|head-selection|search-quality|bench/|ledger-bench/|artifact-bench/|rebuild-bench/|socket-bench/)'
const PURE = `^engine/(${PURE_ROOMS.join('|')})/`

const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: TESTS, ...from },
  to,
})

const roomOrder = Object.entries(PARTS).flatMap(([part, rooms]) =>
  rooms
    .slice(0, -1)
    .map((room, index) =>
      forbid(
        `${part}-${room}-order`,
        `${part}/${room} imports only rooms named before it in its part.`,
        { path: `^${part}/${room}/` },
        { path: `^${part}/(${rooms.slice(index + 1).join('|')})/` },
      ),
    ),
)

const knownRooms = Object.entries(PARTS).map(([part, rooms]) =>
  forbid(
    `${part}-rooms-are-known`,
    `A folder of ${part} that this map does not name has no place in the order yet.`,
    {},
    { path: `^${part}/[^/]+/`, pathNot: `^${part}/(${rooms.join('|')}|testing)/` },
  ),
)

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...roomOrder,
    ...knownRooms,
    forbid(
      'engine-stands-alone',
      'The engine knows neither the viewer nor the server.',
      { path: '^engine/' },
      { path: '^(viewer|server|scripts)/' },
    ),
    forbid(
      'viewer-entry',
      "The viewer uses the engine's pure rooms and its worker, and nothing of the server.",
      { path: '^viewer/' },
      { path: '^(engine/(node|cli)|server|scripts)/' },
    ),
    forbid(
      'server-entry',
      "The server uses the engine's pure rooms and its Node entry, and nothing of the viewer.",
      { path: '^server/' },
      { path: '^(engine/worker|viewer|scripts)/' },
    ),
    forbid(
      'databases-are-of-storage',
      'Only the room of storage knows databases: SQL is there, and nowhere else.',
      { path: '^(engine|viewer|server)/', pathNot: [TESTS, '^server/storage/'] },
      { path: `node_modules/(${DATABASE_PACKAGES.join('|')})/` },
    ),
    forbid(
      'commands-are-of-the-command-line',
      "Only the server's command line knows the engine's.",
      { path: '^server/', pathNot: [TESTS, '^server/cli/'] },
      { path: '^engine/cli/' },
    ),
    forbid(
      'programs-are-of-the-command-line',
      'A study starts programs only where the person who asks sits at the machine.',
      { path: '^(server|viewer)/', pathNot: [TESTS, '^server/cli/'] },
      { path: '^engine/node/(json-program|evaluate-command|local-evaluator)\\.ts$' },
    ),
    forbid(
      'pure-rooms-know-no-node',
      'A pure room runs in a page too.',
      { path: PURE },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'pure-rooms-know-no-page',
      `A pure room uses only packages that run anywhere: ${PURE_PACKAGES.join(', ')}.`,
      { path: PURE },
      { path: 'node_modules/', pathNot: `node_modules/(${PURE_PACKAGES.join('|')})/` },
    ),
    forbid(
      'worker-knows-no-node',
      'The worker runs in a page.',
      { path: '^(engine/worker|viewer)/' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'testing-is-for-tests',
      'Only tests reach the testing folders and the files of other tests.',
      {},
      { path: TESTS },
    ),
    forbid(
      'product-needs-no-tools',
      'What ships does not use a package that is only there for development.',
      { path: '^(engine|viewer|server)/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    ),
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-dead-imports', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
}
