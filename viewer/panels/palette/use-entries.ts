/** All that the palette offers: the commands, the channels of the world, the scenarios of the library. */
import type { ScenarioEntry } from '../../session/scenario-library.ts'
import { nameKey } from '../../state/command-keys.ts'
import { COMMAND_GROUPS, COMMANDS } from '../../state/commands.ts'
import { showChannel, useFieldStore } from '../../state/field-store.ts'
import { openPanel, type PanelName } from '../../state/panel-store.ts'
import type { RunController } from '../../state/run-controller.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useRun } from '../run-context.ts'
import { useScenarios } from '../use-scenarios.ts'
import type { PaletteEntry } from './rank-entries.ts'

/** A panel as the palette has to know it. */
export interface NamedPanel {
  readonly name: PanelName
  readonly title: string
}

/**
 * The entries in the order in which they are shown; scenarios join them when their list has come.
 *
 * @param panels those that a command opens by their name are that command's entries.
 */
export function useEntries(panels: readonly NamedPanel[]): readonly PaletteEntry[] {
  const run = useRun()
  const channels = useRunStore(({ info }) => info?.living?.channels)
  const shown = useFieldStore(({ channel }) => channel)
  const scenarios = useScenarios() ?? []
  const names = channels?.map(({ name }) => name) ?? []
  return [
    ...listCommands(run),
    ...listPanels(panels),
    ...listChannels(names, shown),
    ...scenarios.map((scenario) => describeScenario(scenario, run)),
  ]
}

function listCommands(run: RunController): readonly PaletteEntry[] {
  return COMMAND_GROUPS.flatMap(({ title, commands }) =>
    commands
      // It is open already.
      .filter(({ id }) => id !== 'palette')
      .map((command) => ({
        ...{ id: `command:${command.id}`, group: title, title: command.does },
        ...(command.keys[0] !== undefined && { key: nameKey(command.keys[0]) }),
        choose: () => command.run(run),
      })),
  )
}

function listPanels(panels: readonly NamedPanel[]): readonly PaletteEntry[] {
  return panels
    .filter(({ name }) => COMMANDS.every(({ id }) => id !== name))
    .map(({ name, title }) => ({
      ...{ id: `panel:${name}`, group: 'Panels', title },
      choose: () => openPanel(name),
    }))
}

function listChannels(
  names: readonly string[],
  shown: string | undefined,
): readonly PaletteEntry[] {
  const group = 'Fields of this world'
  return names.map((name) => ({
    ...{ id: `channel:${name}`, group },
    title: name === shown ? `Hide ${name}` : `Show ${name}`,
    choose: () => showChannel(name === shown ? undefined : name),
  }))
}

function describeScenario(
  { id, name, size, rule, about }: ScenarioEntry,
  run: RunController,
): PaletteEntry {
  return {
    ...{ id: `scenario:${id}`, group: 'Scenarios', title: name, detail: size },
    about: `${rule} ${about}`,
    choose: () => run.openLibrary(id),
  }
}
