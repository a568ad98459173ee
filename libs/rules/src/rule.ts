import { z } from 'zod';
import { operators, type ConditionKind, type OperatorOf, type ValueKind } from './operators.js';
import { parsePath, PathError } from './path.js';

const TEXT_MAX = 1024;
const VALUES_MAX = 100;
const CONDITIONS_MAX = 32;

const text = z.string().max(TEXT_MAX);
const scalar = z.union([text, z.number(), z.boolean()], { error: 'expected a text, a number or a boolean' });

const path = z
  .string()
  .min(1, { abort: true })
  .max(TEXT_MAX)
  .superRefine((path, context) => {
    try {
      parsePath(path);
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });

function ids<V extends ValueKind, K extends ConditionKind>(kind: K, ...values: V[]) {
  const taken: readonly ValueKind[] = values;
  const fitting = operators.filter(({ kinds, value }) => kinds.includes(kind) && taken.includes(value));
  return fitting.map(({ id }) => id) as OperatorOf<V, K>[];
}

/** A misspelt operator is answered with the list of those there are. */
function chosenBy(kind: ConditionKind) {
  const known = operators.filter((operator) => operator.kinds.includes(kind)).map(({ id }) => id);
  return {
    error: (issue: { code?: string | undefined }) =>
      issue.code === 'invalid_union' ? `unknown operator, expected one of ${known.join(', ')}` : undefined,
  };
}

const onName = { kind: z.literal('event_name') };

const nameConditionSchema = z.discriminatedUnion(
  'operator',
  [
    z.strictObject({ ...onName, operator: z.enum(ids('event_name', 'text', 'scalar')), value: text }),
    z.strictObject({
      ...onName,
      operator: z.enum(ids('event_name', 'scalars')),
      values: z.array(text).min(1).max(VALUES_MAX),
    }),
  ],
  chosenBy('event_name'),
);

const onProperty = { kind: z.literal('property'), path };

const propertyConditionSchema = z.discriminatedUnion(
  'operator',
  [
    z.strictObject({ ...onProperty, operator: z.enum(ids('property', 'none')) }),
    z.strictObject({ ...onProperty, operator: z.enum(ids('property', 'text')), value: text }),
    z.strictObject({ ...onProperty, operator: z.enum(ids('property', 'number')), value: z.number() }),
    z.strictObject({ ...onProperty, operator: z.enum(ids('property', 'scalar')), value: scalar }),
    z.strictObject({
      ...onProperty,
      operator: z.enum(ids('property', 'scalars')),
      values: z.array(scalar).min(1).max(VALUES_MAX),
    }),
  ],
  chosenBy('property'),
);

/** One condition, on the event's name or on a property. Unknown fields are refused. */
export const conditionSchema = z.discriminatedUnion('kind', [nameConditionSchema, propertyConditionSchema]);

/** The conditions of a rule, all of which must hold: 1 to 32, at most one on the event's name. */
export const conditionsSchema = z
  .array(conditionSchema)
  .min(1, 'a rule needs at least one condition')
  .max(CONDITIONS_MAX, `a rule has at most ${CONDITIONS_MAX} conditions`)
  .superRefine(
    (conditions: readonly unknown[], context) => {
      const onName = conditions.flatMap((condition, index) => (isOnName(condition) ? [index] : []));
      for (const index of onName.slice(1)) {
        const message = 'a rule has at most one condition on the event name';
        context.addIssue({ code: 'custom', path: [index, 'kind'], message });
      }
    },
    // Beside the faults of single conditions, so that all are named at once.
    { when: ({ value }) => Array.isArray(value) },
  );

function isOnName(condition: unknown): boolean {
  return (
    typeof condition === 'object' &&
    condition !== null &&
    'kind' in condition &&
    condition.kind === 'event_name'
  );
}

export type Condition = z.infer<typeof conditionSchema>;
export type Conditions = z.infer<typeof conditionsSchema>;

/** What the engine needs of a mapping rule. Its conditions have passed `conditionsSchema`. */
export interface Rule {
  id: string;
  featureId: string;
  conditions: readonly Condition[];
}

/** What the engine needs of a track event. Properties that are no object have no paths: every property is missing. */
export interface RuleEvent {
  name: string;
  properties?: unknown;
}
