import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { environmentNames } from './environment.js';

/** A session that nobody uses ends after this long. */
export const sessionDays = 30;

/** A new token for a browser's cookie: 256 random bits. */
export const newToken = (): string => randomBytes(32).toString('base64url');

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

export const sessionSchema = z
  .object({
    environments: z
      .array(
        z.object({
          environment: z.enum(environmentNames),
          keyId: z.uuid(),
          keyName: z.string(),
          signedInAt: z.iso.datetime(),
          expiresAt: z.iso.datetime().meta({ description: 'Moves on while the session is used.' }),
        }),
      )
      .meta({ description: 'The environments that this browser is signed in to, `test` before `live`.' }),
  })
  .meta({ id: 'Session' });

export type Session = z.infer<typeof sessionSchema>;
