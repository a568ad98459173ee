import { z } from 'zod';
import { billingProviders } from '../users/user.js';

export const importSources = ['csv', ...billingProviders] as const;

export type ImportSource = (typeof importSources)[number];

export const importStates = ['uploading', 'waiting', 'running', 'done', 'failed'] as const;

export const importSchema = z
  .object({
    id: z.uuid(),
    source: z.enum(importSources),
    state: z.enum(importStates),
    rows: z.int().describe('Rows or customers read so far.'),
    created: z.int(),
    updated: z.int(),
    merged: z.int().describe('Rows that brought an import and a user together.'),
    unchanged: z.int(),
    failed: z.int().describe('Rows that could not be taken: the report has each with its line and reason.'),
    error: z.string().nullable().describe('Why the whole import failed.'),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Import' });

export const importFaultSchema = z
  .object({ line: z.int().describe('Of the file, from 1; of a provider, its customer.'), reason: z.string() })
  .meta({ id: 'ImportFault' });

export type ImportFault = z.infer<typeof importFaultSchema>;

export type Import = z.infer<typeof importSchema>;

export const newImportSchema = z
  .strictObject({ provider: z.enum(billingProviders).describe('Whose customers are imported.') })
  .meta({ id: 'NewImport' });

export type NewImport = z.infer<typeof newImportSchema>;

/** What a piece of an import came to. */
export interface Progress {
  rows: number;
  created: number;
  updated: number;
  merged: number;
  unchanged: number;
  faults: { line: number; reason: string }[];
}
