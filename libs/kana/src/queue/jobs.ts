/** Every queue with what its jobs carry: ids, never data. A job is a bell, so running it twice changes nothing. */
export interface Jobs {
  /** Attribute what is pending in a partition. */
  attribute: { partition: number };
  /** Walk one partition of a retroactive run. */
  reapply: { application: string; partition: number };
  /** Go on with an import of users. */
  import: { import: string };
  /** Ring for what a lost bell left lying. */
  sweep: Record<string, never>;
}

export type QueueName = keyof Jobs;

export const queueNames = ['attribute', 'reapply', 'import', 'sweep'] as const satisfies readonly QueueName[];
