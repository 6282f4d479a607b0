/** Opens reports, and what an entry of one ran, at the tick and the cell where it went wrong. */
import type { RunSource } from '../../engine/protocol/simulation-api.ts'
import type { DifferenceReport, EntryReport } from '../../engine/qa/report-schema.ts'
import { EntrySourceError, PatternFileMissingError } from '../session/errors.ts'
import { type NamedBytes, readFiles } from '../session/open-input.ts'
import { isReportHead, parseReport, REPORT_HEAD_BYTES } from '../session/qa-report.ts'
import { attempt } from './attempt.ts'
import { focusCamera } from './camera-focus.ts'
import { setField, showChannel } from './field-store.ts'
import { findLayer, layerNameOf } from './find-layer.ts'
import { closePanel, DRAWER_WIDTH, openPanel } from './panel-store.ts'
import { showReport, useReportStore } from './report-store.ts'
import { type OpenWishes, useRunStore } from './run-store.ts'
import { selectSite, setTool } from './tool-store.ts'
import { setView } from './view-store.ts'

/** What is asked of the run controller, which opens reports itself. */
interface ReportRun {
  open(source: RunSource, wishes: OpenWishes, label: string): Promise<boolean>
  runTo(tick: number): Promise<void>
}

/** Opens the report among some files; false where none of them is one. What fails is shown. */
export async function openReportAmong(files: readonly File[]): Promise<boolean> {
  for (const file of files) {
    if (!isReportHead(await file.slice(0, REPORT_HEAD_BYTES).text())) continue
    const beside = files.filter((other) => other !== file)
    await attempt(`${file.name} was not opened`, async () => {
      const [report, ...others] = await readFiles([file, ...beside])
      await open(new TextDecoder().decode(report!.bytes), file.name, others)
    })
    return true
  }
  return false
}

/** Opens a report that was pasted; false where the text is none. */
export async function openReportText(text: string): Promise<boolean> {
  if (!isReportHead(text)) return false
  await attempt('The pasted report was not opened', () => open(text, 'the pasted text', []))
  return true
}

async function open(text: string, name: string, files: readonly NamedBytes[]): Promise<void> {
  showReport(await parseReport(text, name), files)
  // Drawers would cover each other.
  openPanel('library')
  if (innerWidth < DRAWER_WIDTH) closePanel('inspector')
}

/** Opens what an entry ran, at its divergence, or at its first breach that is of a tick. */
export async function chooseEntry(run: ReportRun, place: number): Promise<void> {
  const { report, files } = useReportStore.getState()
  const entry = report?.scenarios[place]
  if (entry === undefined) return
  const source = await attempt(`The scenario of ${entry.name} was not opened`, () =>
    findSource(place, entry, files),
  )
  if (source === undefined || useReportStore.getState().report !== report) return
  useReportStore.setState({ lack: undefined })
  if (!(await run.open(source, { isPlaying: false }, entry.name))) return
  useReportStore.setState({ chosen: place })
  const first = entry.divergence?.first ?? undefined
  const tick = first?.tick ?? entry.divergence?.firstBadTick ?? firstTickOf(entry)
  if (first !== undefined) markDifference(first)
  else setTool({ selection: undefined })
  if (innerWidth < DRAWER_WIDTH) closePanel('library')
  // Far ticks take their time: the transport shows how far it is, and stops it.
  if (tick !== undefined) await run.runTo(tick)
}

/** The first tick at which something is not as it should be; undefined where that is of no tick. */
function firstTickOf({ breaches }: EntryReport): number | undefined {
  const ticks = breaches.flatMap(({ tick }) => tick ?? [])
  return ticks.length === 0 ? undefined : Math.min(...ticks)
}

/** What an entry ran; undefined where files are lacking, which then stands beside it in the report. */
async function findSource(
  place: number,
  entry: EntryReport,
  files: readonly NamedBytes[],
): Promise<RunSource | undefined> {
  const [{ sourceOfEntry }, { completeText, findScenarioText }] = await Promise.all([
    import('../session/report-entry.ts'),
    import('../session/scenario-library.ts'),
  ])
  const library = { complete: completeText, findText: findScenarioText }
  try {
    return await sourceOfEntry(entry, files, library)
  } catch (error) {
    const isLack = error instanceof EntrySourceError || error instanceof PatternFileMissingError
    if (!isLack) throw error
    useReportStore.setState({ lack: { place, message: error.message } })
    return undefined
  }
}

/** Adds files to those that came with the report, and opens the entry that lacked them. */
export async function completeEntry(
  run: ReportRun,
  place: number,
  files: readonly File[],
): Promise<void> {
  const added = await attempt('The files were not read', () => readFiles(files))
  if (added === undefined) return
  useReportStore.setState((state) => ({ files: [...added, ...state.files] }))
  await chooseEntry(run, place)
}

/** Selects the cell of a difference, looks at it closely, cuts the world open down to it, and shows its field. */
export function markDifference({ site, plane }: DifferenceReport): void {
  const { info } = useRunStore.getState()
  if (info === undefined) return
  showChannel(findLayer(info.living, layerNameOf(plane))?.name)
  if (site === null) {
    setTool({ selection: undefined })
    return
  }
  const [x, y, z] = site
  const depth = info.size.z
  if (depth > 1 && z >= 0 && z < depth) {
    setView({ clip: { axis: 'z', cut: 1 - (z + 1) / depth }, isTurning: false })
    setField({ axis: 'z', at: (z + 0.5) / depth, mode: 'slice' })
  }
  selectSite({ x, y, z })
  focusCamera({ x, y, z })
}
