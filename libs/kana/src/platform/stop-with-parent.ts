/** Nobody waits for a process whose parent is gone; the next start does, for its port. */
const patience = 10_000;

/**
 * For a process started by the launcher: runs `shutdown` and ends when the launcher is gone, even by a kill that
 * gave it no time to say so. Does nothing in a process that was started otherwise.
 */
export function stopWithParent(shutdown: () => Promise<unknown>): void {
  const stop = () => {
    setTimeout(() => process.exit(1), patience).unref();
    void shutdown().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  if (!('connected' in process)) return;
  if (!process.connected)
    stop(); // gone while we were starting
  else process.once('disconnect', stop);
  process.channel?.unref(); // listening alone would keep a process alive that has stopped otherwise
}
