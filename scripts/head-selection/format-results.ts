export function formatResults(..._: unknown[]): string { return 'later' }
