import type { FastifyRequest } from 'fastify';

/** The first value: each proxy adds its own behind. */
const forwarded = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[`x-forwarded-${name}`];
  return typeof value === 'string' ? value.split(',', 1)[0]?.trim() : undefined;
};

/** Host and port that the caller asked for, in front of every proxy. */
export const hostOf = (request: FastifyRequest): string =>
  forwarded(request, 'host') ?? request.headers.host ?? '';

export const protocolOf = (request: FastifyRequest): 'http' | 'https' =>
  (forwarded(request, 'proto') ?? request.protocol) === 'https' ? 'https' : 'http';
