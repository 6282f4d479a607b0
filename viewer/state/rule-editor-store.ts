/** Whether the rule editor stands below the world. */
import { create } from 'zustand'

interface RuleEditorState {
  readonly isOpen: boolean
}

export const useRuleEditorStore = create<RuleEditorState>(() => ({ isOpen: false }))

/** Opens the editor, or puts it away. */
export function toggleRuleEditor(): void {
  useRuleEditorStore.setState(({ isOpen }) => ({ isOpen: !isOpen }))
}
