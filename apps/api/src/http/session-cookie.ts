import { sessionDays } from '#libs/kana';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { protocolOf } from './address.js';

/** It holds a random token, never a key. */
export const sessionCookie = 'kana_session';

/** The path leaves the ingestion routes out, which browsers of any site may call. */
const path = '/api';

export function sessionToken(request: FastifyRequest): string | null {
  const { cookie } = request.headers;
  const token = cookie === undefined ? undefined : request.server.parseCookie(cookie)[sessionCookie];
  return token ?? null;
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(sessionCookie, token, {
    path,
    httpOnly: true,
    sameSite: 'strict',
    secure: protocolOf(request) === 'https',
    maxAge: sessionDays * 24 * 60 * 60,
  });
}

export function clearSessionCookie(reply: FastifyReply): void {
  reply.clearCookie(sessionCookie, { path, httpOnly: true, sameSite: 'strict' });
}
