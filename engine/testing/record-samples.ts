/** Random data of any kind of record, made of its schema. */
import fc from 'fast-check'
import type { RecordType } from '../telemetry/record/record-type.ts'

const hex = fc.stringMatching(/^[0-9a-f]{64}$/)
const identifier = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,20}$/)
const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })

/** Fields by name: what each may be, in every kind that has it. */
const FIELDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  run: identifier,
  study: identifier,
  trial: fc.nat(),
  title: text,
  name: text,
  message: text,
  reason: text,
  problem: text,
  rule: text,
  code: text,
  backend: text,
  origin: text,
  media_type: text,
  scenario: hex,
  rule_hash: hex,
  state_hash: fc.option(hex),
  content: hex,
  program: hex,
  artifact: hex,
  root: hex,
  seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  population: fc.bigInt({ min: 0n, max: 2n ** 120n }).map(String),
  size: fc.array(fc.integer({ min: 1, max: 4096 }), { maxLength: 3 }),
  ticks: fc.nat(),
  tick: fc.nat(),
  entries: fc.nat(),
  bytes: fc.nat(),
  first_bad: fc.nat(),
  made_of: fc.array(hex, { maxLength: 3 }),
  artifacts: fc.array(hex, { maxLength: 3 }),
  parameters: fc.dictionary(text, fc.oneof(fc.nat(), text, fc.boolean(), fc.constant(null))),
  values: fc.dictionary(text, fc.integer()),
  metrics: fc.dictionary(text, fc.integer()),
  duration_ms: fc.nat(),
  stage: identifier,
  actor: identifier,
  target: identifier,
  alert: identifier,
  flag: identifier,
  severity: fc.constantFrom('warning', 'critical'),
  is_clean: fc.boolean(),
  is_on: fc.boolean(),
}

/** Data that a kind of record takes; optional fields are there or not. */
export function anyDataOf(type: RecordType): fc.Arbitrary<Record<string, never>> {
  const names = Object.keys(type.data.shape)
  const optional = names.filter((name) => type.data.shape[name]!.safeParse(undefined).success)
  const model = Object.fromEntries(names.map((name) => [name, FIELDS[name]!]))
  const requiredKeys = names.filter((name) => !optional.includes(name))
  return fc.record(model, { requiredKeys, noNullPrototype: true }) as never
}
