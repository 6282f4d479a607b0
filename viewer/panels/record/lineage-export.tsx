/** Hands on everything that made a thing; where that is more than one answer takes, it is said here and in the file. */
import { Download } from 'lucide-react'
import { useState } from 'react'
import { EXPORT_LINEAGE } from '../../../engine/resources/operations/lineage-operations.ts'
import { attempt } from '../../state/attempt.ts'
import { askServer } from '../../state/server-desk.ts'
import { download } from '../download.ts'

const FORMATS = [
  { format: 'openlineage', text: 'OpenLineage', file: 'openlineage.json' },
  { format: 'prov', text: 'PROV', file: 'prov.json' },
] as const

/** The most that the server gives at a time. */
const LIMITS = { max_depth: '256', max_nodes: '5000' } as const

export function LineageExport({ node }: { readonly node: string }) {
  const [isAsking, setIsAsking] = useState(false)
  const [told, setTold] = useState('')
  async function save({ format, text, file }: (typeof FORMATS)[number]): Promise<void> {
    if (isAsking) return
    setIsAsking(true)
    const exported = await attempt('The lineage was not exported', () =>
      askServer(EXPORT_LINEAGE, { node, format, ...LIMITS }),
    )
    setIsAsking(false)
    if (exported === undefined) return
    const content = `${JSON.stringify(exported.document, null, 2)}\n`
    const name = node.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60)
    const isCut = exported.truncated
    download(new TextEncoder().encode(content), `${name}${isCut ? '.incomplete' : ''}.${file}`)
    setTold(isCut ? `The ${text} file is incomplete: it has the nearest 5,000 things alone.` : '')
  }
  return (
    <>
      {FORMATS.map((each) => (
        <button
          key={each.format}
          type="button"
          className="button"
          data-export={each.format}
          aria-disabled={isAsking}
          title={`Everything that made it, as ${each.text} in JSON`}
          onClick={() => void save(each)}
        >
          <Download size={14} aria-hidden="true" />
          {each.text}
        </button>
      ))}
      <span role="status" className="record-problem">
        {told}
      </span>
    </>
  )
}
