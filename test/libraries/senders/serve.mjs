import { subscribe } from 'node:diagnostics_channel';

/**
 * Runs one job of a library in this process and reports what the library says of it. A process of its own, since a
 * library must find the globals, sockets and timers that it finds in a customer's server.
 */
export function serve(send) {
  // Node's own record of connections: tells that an attempt failed without touching the library.
  subscribe('net.client.socket', ({ socket }) => {
    socket.once('error', () => process.send?.({ connectionFailed: true }));
  });
  process.once('disconnect', () => process.exit());
  process.once('message', async (job) => {
    const report = await send(job);
    process.send({ report }, () => process.exit());
  });
}

export const messageOf = (error) => (error instanceof Error ? error.message : String(error));
