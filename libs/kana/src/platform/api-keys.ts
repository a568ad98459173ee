import { createHash, randomInt } from 'node:crypto';
import type { EnvironmentName } from './environment.js';

export type KeyScope = 'admin' | 'ingest';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A new admin key: its prefix and 32 random letters or digits (190 bits). */
export function newAdminKey(environment: EnvironmentName): string {
  const secret = Array.from({ length: 32 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `prv_${environment}_${secret}`;
}

/** SHA-256: a random key needs no slow hash, and a database that leaks gives no key away. */
export const hashKey = (key: string): Buffer => createHash('sha256').update(key).digest();
