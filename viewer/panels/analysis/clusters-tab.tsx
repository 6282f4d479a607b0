/** The largest clusters of the present state; a press on one flies the camera to it. */
import { Plane } from 'lucide-react'
import { useState } from 'react'
import type { ClusterRow } from '../../../engine/metrics/clusters/list-clusters.ts'
import { formatExact } from '../../design/format-number.ts'
import { formatValue } from '../../design/format-value.ts'
import { focusCamera } from '../../state/camera-focus.ts'
import { useRunStore } from '../../state/run-store.ts'
import { selectSite } from '../../state/tool-store.ts'
import { Fact } from '../fact.tsx'
import { useRun } from '../run-context.ts'
import { connectivitiesOf } from './connectivities-of.ts'
import { LookNote } from './look-note.tsx'
import { useLook } from './use-look.ts'

export function ClustersTab() {
  const { analysis } = useRun()
  const title = useRunStore(({ info }) => info?.title ?? '')
  const dimensions = useRunStore(({ info }) => info?.rule.dimensions ?? 3)
  const [wish, setWish] = useState('around')
  const choices = connectivitiesOf(dimensions)
  const choice = choices.includes(wish) ? wish : 'around'
  const { value, failure } = useLook(() => analysis.clusters(choice), `${title} ${choice}`)
  return (
    <div className="analysis-split">
      <div className="analysis-side">
        <label className="field">
          Next to a cell
          <select
            className="select"
            aria-label="What is next to a cell"
            title="Cells that are next to each other, and not in state 0, are one cluster"
            value={choice}
            onChange={({ target }) => setWish(target.value)}
          >
            {choices.map((name) => (
              <option key={name} value={name}>
                {name === 'around' ? 'all around' : name}
              </option>
            ))}
          </select>
        </label>
        {value !== undefined && (
          <dl className="facts">
            <Fact name="At tick" value={formatExact(value.tick)} isNumber />
            <Fact name="Clusters" value={formatExact(value.count)} isNumber />
            <Fact
              name="Cells each"
              value={value.count === 0 ? '–' : formatValue(value.cells / value.count)}
              isNumber
            />
            <Fact name="Percolates" value={axesOf(value.percolates)} />
          </dl>
        )}
      </div>
      {value === undefined ? (
        <LookNote failure={failure} isWaiting />
      ) : (
        <ClusterTable rows={value.rows} count={value.count} cells={value.cells} />
      )}
    </div>
  )
}

function axesOf(percolates: Readonly<Record<'x' | 'y' | 'z', boolean>>): string {
  const axes = (['x', 'y', 'z'] as const).filter((axis) => percolates[axis])
  return axes.length === 0 ? 'no' : `along ${axes.join(', ')}`
}

interface ClusterTableProps {
  readonly rows: readonly ClusterRow[]
  readonly count: number
  readonly cells: number
}

function ClusterTable({ rows, count, cells }: ClusterTableProps) {
  if (rows.length === 0) {
    return <p className="analysis-note quiet">No cell is alive: there are no clusters.</p>
  }
  return (
    <section className="analysis-scroll scrolled" aria-label="Clusters, the largest first">
      <table className="analysis-table number">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Cells</th>
            <th scope="col">Share</th>
            <th scope="col">Extent</th>
            <th scope="col">A cell of it</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ cells: own, site, box: { size } }, rank) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its rank
            <tr key={rank}>
              <td>{rank + 1}</td>
              <td>{formatExact(own)}</td>
              <td>{((100 * own) / cells).toFixed(1)} %</td>
              <td>
                {size.x} × {size.y} × {size.z}
              </td>
              <td>
                <button
                  type="button"
                  className="link"
                  title="Fly to this cluster, and select this cell of it"
                  aria-label={`Fly to cluster ${rank + 1}, at ${site.x}, ${site.y}, ${site.z}`}
                  onClick={() => {
                    selectSite(site)
                    focusCamera(site)
                  }}
                >
                  <Plane size={12} aria-hidden="true" /> {site.x}, {site.y}, {site.z}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {count > rows.length && (
        <p className="quiet small analysis-more">
          {formatExact(count - rows.length)} smaller ones are not listed.
        </p>
      )}
    </section>
  )
}
