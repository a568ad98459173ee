import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What may become of a request on its way: refused before the server sees it, or stored and its answer lost. */
export type Mishap = 'answered with 503' | 'answer lost';

export interface UnreliableProxy {
  origin: string;
  /** Requests that came, those with a mishap included. */
  requests: () => number;
  /** Begins to listen, where it did not yet. */
  listen: () => Promise<void>;
  close: () => Promise<void>;
}

/** A proxy before a server, whose first requests have the given mishaps in turn, and all later ones none. */
export async function startProxy(
  target: string,
  mishaps: readonly Mishap[],
  { listening = true }: { listening?: boolean } = {},
): Promise<UnreliableProxy> {
  let requests = 0;
  const server = createServer((request, response) => {
    const mishap = mishaps[requests++];
    if (mishap === 'answered with 503') refuse(request, response);
    else pass(target, request, response, mishap === 'answer lost');
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  await listen(0);
  const { port } = server.address() as AddressInfo;
  if (!listening) await close();
  return { origin: `http://127.0.0.1:${port}`, requests: () => requests, listen: () => listen(port), close };
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  request.resume().once('end', () => response.writeHead(503).end('Service Unavailable'));
}

function pass(target: string, request: IncomingMessage, response: ServerResponse, loseAnswer: boolean): void {
  const { method, headers, url } = request;
  const passed = forward(target + (url ?? ''), { method, headers }, (answer) => {
    if (loseAnswer) {
      answer.resume().once('end', () => request.socket.destroy());
    } else {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }
  });
  passed.once('error', () => request.socket.destroy());
  request.pipe(passed);
}
