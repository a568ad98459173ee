import { z } from 'zod';

const callResultSchema = z.object({
  messageId: z.string(),
  status: z
    .enum(['accepted', 'duplicate', 'dropped', 'ignored'])
    .describe(
      'duplicate: the messageId was stored before. ignored: a call that is not stored, such as page.',
    ),
  reason: z.string().optional().describe('Of a dropped call: each of its faults.'),
});

/** What became of one call of a batch, in the order of the batch. */
export type CallResult = z.infer<typeof callResultSchema>;

export const receiptSchema = z.object({
  success: z.literal(true),
  status: z.enum(['duplicate', 'ignored']).optional().describe('Absent: the call was stored.'),
});

/** The answer to a single call. */
export type Receipt = z.infer<typeof receiptSchema>;

export const batchReceiptSchema = z.object({
  success: z.literal(true),
  accepted: z.int(),
  duplicates: z.int(),
  dropped: z.int(),
  results: z.array(callResultSchema),
});

/** The answer to a batch. */
export type BatchReceipt = z.infer<typeof batchReceiptSchema>;
