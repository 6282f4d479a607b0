/** How far a study is. It stands alone, so that a page that looks on loads no more. */
export const STUDY_STATES = ['running', 'paused', 'completed', 'failed', 'cancelled'] as const

export type StudyState = (typeof STUDY_STATES)[number]
