/**
 * The text format of Prometheus, version 0.0.4.
 *
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/, "Text-based format".
 */
import type { MetricFamily } from './metric-family.ts'

export const METRICS_MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Writes metrics; each family comes once, with its help and type before its samples. */
export function formatMetrics(families: readonly MetricFamily[]): string {
  const lines = families.flatMap(({ name, kind, help, samples }) => [
    `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
    `# TYPE ${name} ${kind}`,
    ...samples.map(({ suffix = '', labels, value }) => {
      const told = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`)
      return `${name}${suffix}${told.length === 0 ? '' : `{${told.join(',')}}`} ${formatValue(value)}`
    }),
  ])
  return lines.map((line) => `${line}\n`).join('')
}

const escapeLabel = (text: string) =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

/** As Go reads it. */
function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  return String(value)
}
