import { StartError } from '#libs/kana';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** An api whose launcher was killed lets go of its port a moment later. */
const patience = 2_000;

/** @throws StartError when the api could not listen there. */
export async function checkPort(host: string, port: number): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    const code = await tryToListen(host, port);
    if (code === undefined) return;
    if (code === 'EADDRINUSE' && Date.now() < deadline) await sleep(100);
    else throw new StartError(explain(code, host, port));
  }
}

function explain(code: string, host: string, port: number): string {
  if (code === 'EADDRINUSE') return `Port ${port} is in use by another program; set PORT to another one.`;
  if (code === 'EACCES')
    return `Port ${port} needs more rights than this user has; set PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `${host} is no address of this machine; set HOST to one, or to 0.0.0.0 for all.`;
  return `Cannot listen on ${host}, port ${port}: ${code}.`;
}

function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
