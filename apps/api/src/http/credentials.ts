import type { IncomingHttpHeaders } from 'node:http';

/** The key of an `Authorization` header: Basic (its user name), Bearer, or bare as Kana's guide shows it. */
export function authorizationKey(headers: IncomingHttpHeaders): string | null {
  const value = headers.authorization?.trim();
  if (!value) return null;
  const [scheme = '', token] = value.split(/\s+/, 2);
  if (token === undefined) return scheme;
  switch (scheme.toLowerCase()) {
    case 'basic':
      return basicUser(token);
    case 'bearer':
      return token;
    default:
      return null;
  }
}

/** Some old clients leave the colon out that ends the user name. */
function basicUser(token: string): string | null {
  const [user = ''] = Buffer.from(token, 'base64').toString('utf8').split(':', 1);
  return user === '' ? null : user;
}

/**
 * The keys that an ingestion request offers, in the order in which they are tried. `bodyKey` is its `writeKey`:
 * analytics-node 2 and the browser libraries before 1.84 send it there alone, @jitsu/js sends `X-Write-Key` and
 * masks the one in the body.
 */
export function offeredKeys(headers: IncomingHttpHeaders, bodyKey: string): string[] {
  const header = headers['x-write-key'];
  const keys = [
    authorizationKey(headers),
    typeof header === 'string' ? header.trim() : null,
    bodyKey.endsWith(':***') ? null : bodyKey,
  ];
  return keys.filter((key): key is string => key !== null && key !== '');
}
