/** What it is, when, how fast, and that it is exact. */
import {
  BookOpenCheck,
  ChartScatter,
  CircleHelp,
  Fingerprint,
  Moon,
  PanelLeft,
  PanelRight,
  Share2,
  Sun,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { cutRuleText } from '../../engine/rules/cut-rule-text.ts'
import { togglePanel, usePanelShown } from '../state/panel-store.ts'
import { toggleRecord } from '../state/record-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { toggleSearch } from '../state/search-store.ts'
import { showDialog, toggleTheme, useViewStore } from '../state/view-store.ts'
import { BackendChip } from './backend-chip.tsx'
import { IconButton } from './icon-button.tsx'
import { Readouts } from './readouts.tsx'
import { useRun } from './run-context.ts'
import './top-bar.css'
import { Transport } from './transport.tsx'

interface TopBarProps {
  /** What opens and closes panels. */
  readonly menu: ReactNode
}

export function TopBar({ menu }: TopBarProps) {
  return (
    <header className="top-bar">
      <PanelToggle side="left" />
      <RunTitle />
      <Transport />
      <Readouts />
      <div className="chips">
        <BackendChip />
        <HashChip />
      </div>
      <div className="top-actions">
        <SearchToggle />
        <RecordToggle />
        {menu}
        <IconButton icon={Share2} label="Share" shortcut="S" onPress={() => showDialog('share')} />
        <ThemeToggle />
        <IconButton
          icon={CircleHelp}
          label="Keys"
          shortcut="?"
          onPress={() => showDialog('help')}
        />
        <PanelToggle side="right" />
      </div>
    </header>
  )
}

/** A longer rule says less than its name. */
const MAX_SHOWN_RULE = 100

function RunTitle() {
  const title = useRunStore(({ info }) => info?.title ?? 'Thunderline')
  const rule = useRunStore(({ info }) => info?.rule)
  const isLoading = useRunStore(({ phase }) => phase === 'loading' || phase === 'starting')
  const notation = rule?.canonical ?? ''
  const cut = cutRuleText(notation)
  const ruleText = cut === notation ? notation : (rule?.name ?? cut)
  const name = rule?.name === undefined ? '' : `${rule.name} · `
  return (
    <div className="run-title" aria-busy={isLoading}>
      <h1 title={title}>{title}</h1>
      <p className="number quiet" title={name + cut}>
        {isLoading && <span className="opening">opening… </span>}
        {ruleText.length > MAX_SHOWN_RULE && rule?.name ? rule.name : ruleText}
      </p>
    </div>
  )
}

function HashChip() {
  const run = useRun()
  const hashes = useRunStore((state) => state.hashes)
  const isStale = useRunStore(({ hashes: known, tick }) => known?.tick !== tick)
  const short = hashes?.stateHash?.slice(0, 8) ?? '········'
  const open = () => {
    void run.pause()
    showDialog('hash')
  }
  return (
    <button
      type="button"
      className={isStale ? 'chip stale' : 'chip'}
      data-chip="hash"
      title={`SHA-256 of the state at tick ${hashes?.tick ?? '…'}: show and verify (H)`}
      aria-label={`State hash ${short}, show and verify`}
      disabled={hashes === undefined}
      onClick={open}
    >
      <Fingerprint size={12} aria-hidden="true" />
      {short}
    </button>
  )
}

function SearchToggle() {
  return (
    <IconButton
      icon={ChartScatter}
      label="Search"
      shortcut="Q"
      isPressed={usePanelShown('search')}
      onPress={toggleSearch}
    />
  )
}

function RecordToggle() {
  const isOpen = usePanelShown('record')
  return (
    <IconButton
      icon={BookOpenCheck}
      label="Record of the server"
      shortcut="J"
      isPressed={isOpen}
      onPress={toggleRecord}
    />
  )
}

function ThemeToggle() {
  const isDark = useViewStore(({ theme }) => theme === 'dark')
  return (
    <IconButton
      icon={isDark ? Sun : Moon}
      label={isDark ? 'Light theme' : 'Dark theme'}
      shortcut="T"
      onPress={toggleTheme}
    />
  )
}

function PanelToggle({ side }: { readonly side: 'left' | 'right' }) {
  const isLeft = side === 'left'
  const isOpen = usePanelShown(isLeft ? 'library' : 'inspector')
  return (
    <IconButton
      icon={isLeft ? PanelLeft : PanelRight}
      label={isLeft ? 'Library' : 'Inspector'}
      shortcut={isLeft ? 'L' : 'I'}
      isPressed={isOpen}
      onPress={() => togglePanel(isLeft ? 'library' : 'inspector')}
    />
  )
}
