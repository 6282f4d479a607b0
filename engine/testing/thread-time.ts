/**
 * Time that this thread has worked, in milliseconds, whatever else the machine does meanwhile. What
 * has to be over soon is held to it: a clock would tell how busy the machine is.
 */
export function threadTimeMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
