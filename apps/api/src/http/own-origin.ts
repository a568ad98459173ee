import { DomainError } from '#libs/kana';
import type { FastifyRequest } from 'fastify';
import { hostOf } from './address.js';

/**
 * Refuses what a page of another site made a browser send. The cookie is SameSite=Strict; this holds against another
 * host of the same site, too. What is no browser sends neither header, and nobody can make it send the cookie.
 */
export function refuseForeignOrigin(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  const own = site === undefined ? isOwn(origin, request) : site === 'same-origin' || site === 'none';
  if (own) return;
  throw new DomainError(
    'forbidden',
    'foreign_origin',
    'A page of another site sent this. The cookie of the dashboard counts for its own pages only: use an API key.',
  );
}

/** Browsers name no `Sec-Fetch-Site` to an address without https; they always name the origin of a write. */
const isOwn = (origin: string | undefined, request: FastifyRequest): boolean =>
  origin === undefined || (URL.canParse(origin) && new URL(origin).host === hostOf(request));
