/** The branches of the run: where each parted, and ways to it. */
import { GitBranch, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { formatExact } from '../../design/format-number.ts'
import { useBranchStore } from '../../state/branch-desk.ts'
import type { Branch } from '../../state/branches.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useToolStore } from '../../state/tool-store.ts'
import { findObstacle, useWatchStore } from '../../state/watch-store.ts'
import { IconButton } from '../icon-button.tsx'
import { useRun } from '../run-context.ts'
import { Section } from '../section.tsx'
import './branch-panel.css'

export function BranchPanel() {
  const run = useRun()
  const branches = useBranchStore((state) => state.branches)
  const current = useBranchStore((state) => state.current)
  const obstacle = useWatchStore(findObstacle)
  const isIdle = useRunStore(({ phase }) => phase !== 'ready')
  const part: ReactNode = (
    <IconButton
      icon={GitBranch}
      label="Branch off here"
      shortcut="W"
      obstacle={obstacle}
      isDisabled={isIdle}
      onPress={() => void run.branches.part()}
    />
  )
  return (
    <Section title="Branches" action={part}>
      {branches.length === 1 ? (
        <p className="quiet small">
          The run has one course. Branch off at any tick (W) to edit it in another way from there.
        </p>
      ) : (
        <ol className="branch-list" aria-label="Branches">
          {branches.map((branch) => (
            <BranchRow key={branch.id} branch={branch} isCurrent={branch.id === current} />
          ))}
        </ol>
      )}
    </Section>
  )
}

function BranchRow({
  branch,
  isCurrent,
}: {
  readonly branch: Branch
  readonly isCurrent: boolean
}) {
  const run = useRun()
  const tick = useRunStore((state) => state.tick)
  const ownEdits = useToolStore((state) => state.edits)
  const obstacle = useWatchStore(findObstacle)
  const [name, setName] = useState<string>()
  const edits = isCurrent ? ownEdits : branch.edits.length
  const from = branch.parent === undefined ? 'whole' : `from ${formatExact(branch.forkTick)}`
  function keep(): void {
    if (name !== undefined) run.branches.rename(branch.id, name)
    setName(undefined)
  }
  return (
    <li data-branch={branch.id} aria-current={isCurrent ? 'true' : undefined}>
      {isCurrent ? (
        <input
          className="input branch-name"
          aria-label="Name of this branch"
          title="Type to rename it"
          maxLength={60}
          value={name ?? branch.name}
          onChange={({ target }) => setName(target.value)}
          onBlur={keep}
          onKeyDown={({ key }) => key === 'Enter' && keep()}
        />
      ) : (
        <button
          type="button"
          className="button bare branch-name"
          title={obstacle ?? `Go over to ${branch.name}, at tick ${formatExact(branch.tick)}`}
          disabled={obstacle !== undefined}
          onClick={() => void run.branches.goTo(branch.id)}
        >
          {branch.name}
        </button>
      )}
      <span className="quiet number branch-facts">
        {from} · at {formatExact(isCurrent ? tick : branch.tick)} · {edits}{' '}
        {edits === 1 ? 'edit' : 'edits'}
      </span>
      {!isCurrent && (
        <IconButton
          icon={Trash2}
          label={`Remove ${branch.name}`}
          onPress={() => run.branches.remove(branch.id)}
        />
      )}
    </li>
  )
}
