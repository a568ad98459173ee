import type { FastifyCorsOptions, FastifyCorsOptionsDelegateCallback } from '@fastify/cors';
import { surfaceOf } from './surface.js';

/**
 * Browsers of any site may send events; no site's scripts may call /api.
 * The origin is reflected, since a browser told to include credentials refuses `*`. Ingestion reads no cookies, and the
 * dashboard's is not sent to it.
 */
const ingestionCors: FastifyCorsOptions = {
  origin: true,
  credentials: true,
  methods: ['GET', 'POST', 'OPTIONS'],
  // analytics-next since 1.84 sends the first three, @jitsu/js the others.
  allowedHeaders: ['Authorization', 'Content-Type', 'X-Retry-Count', 'X-Write-Key', 'X-IP-Policy'],
  exposedHeaders: ['Retry-After', 'X-RateLimit-Reset'],
  maxAge: 86_400,
};

export const cors: FastifyCorsOptionsDelegateCallback = (request, callback) =>
  callback(null, surfaceOf(request.url) === 'ingestion' ? ingestionCors : { origin: false });
