/** Where REST is: the version changes where something is taken away or means something else. */
export const REST_PREFIX = '/api/v1'
