/**
 * Thunderline's words as a map: what each is, what it hangs together with, where in the viewer it is seen and
 * where in the source it lives. Those of which there is nothing here say so.
 */

/** The layers of the map, from the single bit outward. */
export const LAYERS = [
  'Automata',
  'Events and lineage',
  'Who may do what',
  'Learning',
  'People and agents',
] as const
export type Layer = (typeof LAYERS)[number]

/** Where a term is seen; undefined where the viewer shows nothing of it. */
export type TermPanel = 'scene' | 'inspector' | 'zones' | 'fields' | 'search' | 'record' | 'library'

export interface Term {
  readonly id: string
  readonly name: string
  readonly layer: Layer
  /** What the field calls it. */
  readonly field: string
  readonly about: string
  /** Ids of terms that it uses or consists of, with what it does with them. */
  readonly links: readonly (readonly [does: string, id: string])[]
  readonly panel: TermPanel | undefined
  /** Folder below the root; undefined where there is no code of it. */
  readonly folder: string | undefined
}

type Row = Omit<Term, 'layer'>
const of = (layer: Layer, rows: readonly Row[]): readonly Term[] =>
  rows.map((row) => ({ ...row, layer }))

export const TERMS: readonly Term[] = [
  ...of('Automata', [
    {
      id: 'thunderbit',
      name: 'Thunderbit',
      field: 'automaton, cell with identity',
      about: 'A cell with an identity, a rule of its own, parameters and a life cycle.',
      links: [
        ['lives in', 'zone'],
        ['makes up', 'thunderbolt'],
        ['gets its surroundings from', 'thundervine'],
      ],
      panel: 'inspector',
      folder: 'engine/bits',
    },
    {
      id: 'thunderbolt',
      name: 'Thunderbolt',
      field: 'block, cluster',
      about: '6 × 6 × 4 = 144 neighboring sites, the bricks that zones are made of.',
      links: [['is a brick of', 'zone']],
      panel: 'scene',
      folder: 'engine/lattice',
    },
    {
      id: 'zone',
      name: 'Thundergrid zone',
      field: 'region, subdomain',
      about:
        'A part of a world with a rule, a clock and policies of its own; boxes, or Voronoi cells around centers.',
      links: [
        ['steps by', 'thunderbeat'],
        ['asks', 'thundercrown'],
      ],
      panel: 'zones',
      folder: 'engine/lattice',
    },
    {
      id: 'thunderbeat',
      name: 'Thunderbeat',
      field: 'clock',
      about: 'Which ticks a zone takes part in: a divisor and a phase.',
      links: [],
      panel: 'zones',
      folder: 'engine/simulation',
    },
    {
      id: 'thunderforge',
      name: 'Thunderforge',
      field: 'rule compiler',
      about: 'Turns rules into kernels for every back end, and evaluates meta-rules.',
      links: [['ticks', 'thunderbit']],
      panel: 'library',
      folder: 'engine/forge',
    },
    {
      id: 'field-channel',
      name: 'FieldChannel',
      field: 'scalar field',
      about: 'A field in which bits live: gravity, mood, heat, signal, entropy, intent, reward.',
      links: [
        ['acts on', 'thunderbit'],
        ['advances in', 'zone'],
      ],
      panel: 'fields',
      folder: 'engine/fields',
    },
    {
      id: 'ca-channel',
      name: 'CAChannel',
      field: 'overlay network',
      about: 'Bits that forward messages for one another, hop by hop.',
      links: [['is made of', 'thunderbit']],
      panel: 'inspector',
      folder: 'engine/routing',
    },
  ]),
  ...of('Events and lineage', [
    {
      id: 'thunderflow',
      name: 'Thunderflow',
      field: 'event bus',
      about: 'Where events are published and from where consumers hear them, in order, once.',
      links: [
        ['feeds', 'thundervine'],
        ['is kept by', 'thundervault'],
      ],
      panel: 'record',
      folder: 'engine/telemetry',
    },
    {
      id: 'thundervine',
      name: 'Thundervine',
      field: 'spatial index; provenance graph',
      about:
        "Where a bit's surroundings come from; and the lineage of runs, rules, studies and artifacts.",
      links: [['is read from', 'thundervault']],
      panel: 'record',
      folder: 'engine/lineage',
    },
    {
      id: 'lineage-stream',
      name: 'Lineage stream',
      field: 'provenance export',
      about: 'Lineage as OpenLineage or PROV, for those who look at it elsewhere.',
      links: [['exports', 'thundervine']],
      panel: 'record',
      folder: 'server/events',
    },
    {
      id: 'thundervault',
      name: 'Thundervault',
      field: 'storage; transparency log',
      about:
        'Ledger, tables and artifacts: what happened, in entries that nobody can alter unseen.',
      links: [],
      panel: 'record',
      folder: 'server/storage',
    },
    {
      id: 'thunderblock',
      name: 'Thunderblock',
      field: 'compute node, worker',
      about: 'What runs are made by: a worker process with its threads and its share of a machine.',
      links: [
        ['tells', 'thunderflow'],
        ['ticks worlds of', 'thunderbit'],
      ],
      panel: 'record',
      folder: 'server/jobs',
    },
    {
      id: 'thundergrid',
      name: 'Thundergrid',
      field: 'API',
      about: 'What can be asked of a server, by HTTP, GraphQL and MCP alike.',
      links: [
        ['stands behind', 'thundergate'],
        ['shows', 'zone'],
        ['starts runs on', 'thunderblock'],
      ],
      panel: 'record',
      folder: 'server/api',
    },
  ]),
  ...of('Who may do what', [
    {
      id: 'thundergate',
      name: 'ThunderGate',
      field: 'gateway, rate limiter',
      about:
        'What everything that is asked of a server comes through: who it is, how often, which fields they see.',
      links: [
        ['asks', 'thundercrown'],
        ['slows by', 'thunderjam'],
        ['is guarded by', 'thundersec'],
      ],
      panel: 'record',
      folder: 'server/policy',
    },
    {
      id: 'thundercrown',
      name: 'ThunderCrown',
      field: 'access control',
      about:
        'Decides by policies, in Cedar, whether a bit may be spawned and a request granted. It says no unless a policy says yes.',
      links: [['writes its verdicts to', 'thundervault']],
      panel: 'record',
      folder: 'engine/policy',
    },
    {
      id: 'thundersec',
      name: 'Thundersec',
      field: 'security layer',
      about: 'Tokens, scopes and masked texts; headers that restrict the page.',
      links: [['follows', 'thundercrown']],
      panel: undefined,
      folder: 'server/policy',
    },
    {
      id: 'thunderjam',
      name: 'Thunderjam',
      field: 'rate limiting',
      about: 'What a token may ask in a while; the rest waits or is refused by name.',
      links: [],
      panel: undefined,
      folder: 'server/policy',
    },
  ]),
  ...of('Learning', [
    {
      id: 'cerebros',
      name: 'Cerebros',
      field: 'multi-objective optimizer',
      about:
        'Searches rules, fields and models for several goals at once, and keeps the Pareto front.',
      links: [
        ['proposes by', 'rose-tree'],
        ['searches rules of', 'thunderforge'],
        ['chooses among', 'k-gam'],
        ['chooses among', 'irope'],
        ['has its trials made by', 'thunderblock'],
      ],
      panel: 'search',
      folder: 'engine/search',
    },
    {
      id: 'rose-tree',
      name: 'Rose Tree Parzen Estimator',
      field: 'hierarchical density estimator',
      about: 'Proposes points where good trials are dense, in a tree of densities.',
      links: [],
      panel: 'search',
      folder: 'engine/search',
    },
    {
      id: 'k-gam',
      name: 'K-GAM',
      field: 'Kolmogorov generalized additive model',
      about: 'A small head whose parts can be looked at one by one.',
      links: [],
      panel: 'search',
      folder: 'engine/learning',
    },
    {
      id: 'irope',
      name: 'iROPE',
      field: 'interpolated rotary embeddings',
      about:
        'A head for long contexts: attention with rotary positions, interpolated beyond the trained length.',
      links: [],
      panel: 'search',
      folder: 'engine/learning',
    },
    {
      id: 'bumblebee',
      name: 'Bumblebee / NX',
      field: 'model runtime of Elixir',
      about: 'Runs compact models in the Erlang world. Here models run in the engine itself.',
      links: [['would run heads of', 'cerebros']],
      panel: undefined,
      folder: undefined,
    },
  ]),
  ...of('People and agents', [
    {
      id: 'pac',
      name: 'PAC',
      field: 'personal agent',
      about:
        'A Personal Autonomous Creation: an agent with traits and lineage. Here any program with a token is one.',
      links: [
        ['asks through', 'thundergrid'],
        ['runs on', 'thunderblock'],
      ],
      panel: undefined,
      folder: 'server/api',
    },
    {
      id: 'thunderchief',
      name: 'Thunderchief',
      field: 'coordinator',
      about:
        'What leads others: here the coordinator of a study, which proposes trials and ends it.',
      links: [
        ['leads trials of', 'cerebros'],
        ['coordinates', 'thunderbolt'],
      ],
      panel: 'search',
      folder: 'server/cerebros',
    },
    {
      id: 'thundercom',
      name: 'Thundercom',
      field: 'federation',
      about:
        'Protocols between servers. A server imports studies and records of others; it does not federate yet.',
      links: [['speaks through', 'thundergate']],
      panel: undefined,
      folder: undefined,
    },
    {
      id: 'thunderlink',
      name: 'Thunderlink',
      field: 'messaging, presence',
      about: 'Rooms and sockets by which people and programs see what happens, and each other.',
      links: [
        ['carries', 'thunderflow'],
        ['joins', 'pac'],
      ],
      panel: 'record',
      folder: 'server/api',
    },
  ]),
]
