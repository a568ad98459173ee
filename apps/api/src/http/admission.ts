import {
  DomainError,
  environmentId,
  environmentNames,
  Sessions,
  type EnvironmentId,
  type EnvironmentName,
  type KeyGrant,
} from '#libs/kana';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Authentication } from './authentication.js';
import { authorizationKey } from './credentials.js';
import { environmentOf } from './current-environment.js';
import { refuseForeignOrigin } from './own-origin.js';
import { sessionToken } from './session-cookie.js';

/** Names the environment of a request that comes with the cookie, which may be signed in to both. */
export const environmentHeader = 'x-kana-environment';

/** Who may use /api: an admin key in the `Authorization` header, or a browser that was signed in with one. */
@Injectable()
export class Admission {
  constructor(
    private readonly authentication: Authentication,
    private readonly sessions: Sessions,
  ) {}

  /**
   * The environment that the request may use; `extended` is the token of a session that was extended by it.
   * @throws DomainError where it may use none.
   */
  async admit(request: FastifyRequest): Promise<{ environment: EnvironmentId; extended: string | null }> {
    const token = cookieOf(request);
    if (token === null) {
      const key = authorizationKey(request.headers);
      const grant = await this.authentication.grant(key === null ? [] : [key]);
      return { environment: adminOf(grant).environment, extended: null };
    }
    refuseForeignOrigin(request);
    const name = takeEnvironment(request);
    const environment = environmentId(name);
    const session = await this.sessions.admit(token, environment);
    if (!session) throw notSignedIn(name);
    return { environment, extended: session.extended ? token : null };
  }

  /** Whether a request that was admitted would still be: for answers that never end. */
  async holds(request: FastifyRequest): Promise<boolean> {
    const token = cookieOf(request);
    if (token !== null) return (await this.sessions.admit(token, environmentOf(request))) !== null;
    const key = authorizationKey(request.headers);
    return key !== null && (await this.authentication.find(key)) !== null;
  }
}

/** @throws DomainError `forbidden` for a key that can write events only. */
export function adminOf(grant: KeyGrant): KeyGrant {
  if (grant.scope === 'admin') return grant;
  throw new DomainError(
    'forbidden',
    'admin_key_required',
    'This key can send events and read nothing. Use an admin key (prv_…).',
  );
}

/** A header goes before the cookie. */
const cookieOf = (request: FastifyRequest): string | null =>
  request.headers.authorization === undefined ? sessionToken(request) : null;

/**
 * The environment that the header names, or the query of what a browser reads without headers: a download, a stream.
 * It is taken out of the query: no route knows it.
 */
function takeEnvironment(request: FastifyRequest): EnvironmentName {
  const { environment: queried, ...query } = request.query as Record<string, unknown>;
  const readable = request.method === 'GET' && queried !== undefined;
  if (readable) request.query = query;
  const wanted = request.headers[environmentHeader] ?? (readable ? queried : undefined);
  const environment = environmentNames.find((name) => name === wanted);
  if (environment) return environment;
  throw new DomainError(
    'invalid',
    'environment_required',
    'Name the environment in the header X-Kana-Environment, or in the query parameter environment of a GET: test or live.',
  );
}

const notSignedIn = (environment: EnvironmentName): DomainError =>
  new DomainError(
    'unauthenticated',
    'not_signed_in',
    `This browser is not signed in to the ${environment} environment, or its key was revoked. Sign in with an admin key of it.`,
  );
