/** All metrics of the server, as one table; `docs/live.md` is held to it by a test. */

export interface MetricType {
  readonly name: string
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly labels: readonly string[]
}

const metric = (
  kind: MetricType['kind'],
  name: string,
  help: string,
  ...labels: readonly string[]
): MetricType => Object.freeze({ name: `thunderline_${name}`, kind, help, labels })

/** Units are those of Prometheus: seconds and bytes. The names of what is of the flow are those of the seeds. */
export const METRIC_TYPES = Object.freeze({
  ledgerEntries: metric('gauge', 'ledger_entries', 'Entries of the ledger.'),
  ledgerFailed: metric('gauge', 'ledger_failed', '1 while the ledger takes no entries.'),
  appendSeconds: metric(
    'histogram',
    'ledger_append_seconds',
    'From an append to its being durable.',
  ),
  groupEntries: metric('histogram', 'ledger_group_entries', 'Entries that were synced together.'),
  dlqDepth: metric('gauge', 'flow_dlq_depth', 'Dead letters that were not redriven.'),
  consumerDepth: metric(
    'gauge',
    'flow_consumer_depth',
    'Entries that a consumer has not passed.',
    'consumer',
  ),
  consumerP95: metric(
    'gauge',
    'flow_consumer_latency_p95_seconds',
    'From an event to its being heard: 95 of 100 took no longer.',
    'consumer',
  ),
  published: metric('counter', 'flow_published_total', 'Events that were put on record here.'),
  verdicts: metric('counter', 'policy_verdicts_total', 'Decisions of the policies.', 'decision'),
  verdictSeconds: metric('histogram', 'policy_verdict_seconds', 'How long a decision took.'),
  calls: metric(
    'counter',
    'calls_total',
    'Operations that were asked for.',
    'operation',
    'outcome',
  ),
  callSeconds: metric('histogram', 'call_seconds', 'How long an operation took.'),
  bridgeCalls: metric(
    'counter',
    'bridge_calls_total',
    'What was asked of an external Cerebros.',
    'operation',
    'outcome',
  ),
  bridgeSeconds: metric('histogram', 'bridge_seconds', 'How long that took.'),
  rateRefusals: metric('counter', 'rate_refusals_total', 'Calls that came too soon.'),
  requests: metric('counter', 'http_requests_total', 'Answers over HTTP.', 'method', 'status'),
  requestSeconds: metric('histogram', 'http_request_seconds', 'How long an answer took.'),
  runs: metric('gauge', 'runs', 'Runs on record.', 'state'),
  sockets: metric('gauge', 'sockets', 'Sockets that are open.'),
  subscriptions: metric('gauge', 'socket_subscriptions', 'What they have subscribed to.'),
  socketMessages: metric('counter', 'socket_messages_total', 'Messages that were sent to sockets.'),
  socketsLetGo: metric(
    'counter',
    'sockets_let_go_total',
    'Sockets that were ended since they said too much, or took nothing.',
  ),
  auditState: metric('gauge', 'ledger_audit_state', '1 for how the last audit ended.', 'state'),
  ready: metric('gauge', 'ready', '1 while the server can do its work.'),
  residentBytes: metric('gauge', 'process_resident_memory_bytes', 'Memory of the process.'),
  heapBytes: metric('gauge', 'process_heap_bytes', 'Memory of its objects.'),
  cpuSeconds: metric('counter', 'process_cpu_seconds_total', 'Time of processors that it took.'),
  uptimeSeconds: metric('gauge', 'process_uptime_seconds', 'How long it has been up.'),
  loopLag: metric(
    'gauge',
    'event_loop_lag_seconds',
    'How much later than planned its event loop came round, since the last reading.',
    'quantile',
  ),
})

export type MetricId = keyof typeof METRIC_TYPES
