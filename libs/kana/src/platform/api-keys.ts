import { createHash, randomInt } from 'node:crypto';
import { z } from 'zod';
import type { EnvironmentName } from './environment.js';

/** `admin` may do everything in its environment, `ingest` may send events and read nothing. */
export const keyScopes = ['admin', 'ingest'] as const;

export type KeyScope = (typeof keyScopes)[number];

const prefixes = { admin: 'prv', ingest: 'wrt' } as const satisfies Record<KeyScope, string>;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A new key: its prefix and 32 random letters or digits (190 bits). */
export function newKey(environment: EnvironmentName, scope: KeyScope): string {
  const secret = Array.from({ length: 32 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `${prefixes[scope]}_${environment}_${secret}`;
}

/** SHA-256: a random key needs no slow hash, and a database that leaks gives no key away. */
export const hashKey = (key: string): Buffer => createHash('sha256').update(key).digest();

/** `prv_test_…x7Qa`: what people know a key by. */
export const hintOf = (key: string): string => `${key.slice(0, -32)}…${key.slice(-4)}`;

export const newApiKeySchema = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(255)
      .refine((name) => !/[\p{Cc}\p{Cs}]/u.test(name), 'must hold no control characters')
      .meta({ description: 'What the key is for, such as `Shop, browser`.' }),
    scope: z.enum(keyScopes).meta({
      description:
        '`admin` may do everything in its environment; `ingest` may send events and read nothing, so it may be public.',
    }),
  })
  .meta({ id: 'NewApiKey' });

export const apiKeySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scope: z.enum(keyScopes),
    hint: z
      .string()
      .nullable()
      .meta({ description: 'Beginning and last four characters; null for keys of older versions.' }),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable().meta({ description: 'To the minute; null: never.' }),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' });

export const createdApiKeySchema = apiKeySchema
  .extend({
    key: z.string().meta({ description: 'The key itself: shown this once, only its hash is kept.' }),
  })
  .meta({ id: 'CreatedApiKey' });

export type NewApiKey = z.infer<typeof newApiKeySchema>;
export type ApiKey = z.infer<typeof apiKeySchema>;
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;
