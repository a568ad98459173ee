import type { FastifyInstance } from 'fastify';
import { ingestionPrefixes, surfaceOf } from './surface.js';

/**
 * The origin is reflected, since a browser told to include credentials refuses `*`. Ingestion reads no cookies, and
 * the dashboard's is not sent to it.
 */
const allowed = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Retry-After, X-RateLimit-Reset',
});

const preflight = {
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  // analytics-next since 1.84 sends the first three, @jitsu/js the others.
  'access-control-allow-headers': 'Authorization, Content-Type, X-Retry-Count, X-Write-Key, X-IP-Policy',
  'access-control-max-age': '86400',
};

/**
 * Browsers of any site may send events; no site's scripts may call /api.
 * Not by @fastify/cors: with options that differ by address it makes them anew for every request, 8 µs of the 60 that
 * an empty handler costs. Servers send no `Origin`, and their answers to a POST, which nothing caches, get no header.
 */
export function allowBrowsers(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    const mayDiffer = origin !== undefined || request.method !== 'POST';
    if (mayDiffer && surfaceOf(request.url) === 'ingestion') {
      reply.header('vary', 'Origin');
      if (origin !== undefined) reply.headers(allowed(origin));
    }
    done();
  });
  for (const prefix of ingestionPrefixes) {
    fastify.options(`${prefix}*`, (_request, reply) => reply.code(204).headers(preflight).send());
  }
}
