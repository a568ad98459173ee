/** A Segment call, as a library takes it, sends it, or as it is stored. */
export type Call = Readonly<Record<string, unknown>> & { type: string };

/** What libraries and Segment put into a call by themselves. */
const addedFields: readonly string[] = [
  'messageId',
  'timestamp',
  'receivedAt',
  'sentAt',
  'originalTimestamp',
  'channel',
  'version',
  'projectId',
  'writeKey',
  '_metadata',
];

/**
 * A call without what nobody said: two calls are the same when these are deeply equal. The rule is that of Segment's
 * own end-to-end tester for libraries (segmentio/library-e2e-tester, checker.go): fields that libraries add,
 * `context.library`, and then fields that hold an empty object do not count.
 */
export function comparable(call: Call): Record<string, unknown> {
  const { context, ...rest } = onTheWire(call);
  const said = isObject(context) ? { ...rest, context: without(context, ['library']) } : { ...rest, context };
  return Object.fromEntries(
    Object.entries(without(said, addedFields)).filter(([, value]) => !isEmpty(value) && value !== undefined),
  );
}

/** What JSON makes of a call: dates become texts. */
export const onTheWire = (call: Call): Call => JSON.parse(JSON.stringify(call)) as Call;

const without = (object: object, fields: readonly string[]) =>
  Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));

const isEmpty = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
