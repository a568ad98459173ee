import { z } from 'zod';

const moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()]).transform((text) => new Date(text));

/** A range of time: `from` inclusive, `to` exclusive; ISO 8601, a date alone is its midnight in UTC. */
export const rangeFields = {
  from: moment.optional().describe('Inclusive. ISO 8601; a date alone is its midnight in UTC.'),
  to: moment.optional().describe('Exclusive. ISO 8601; a date alone is its midnight in UTC.'),
};

export function validRange(
  range: { from?: Date | undefined; to?: Date | undefined },
  context: z.RefinementCtx,
): void {
  if (range.from && range.to && range.from >= range.to) {
    context.addIssue({ code: 'custom', path: ['to'], message: 'must be later than from' });
  }
}
