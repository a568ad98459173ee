import { operators, type Condition, type Operator, type OperatorInfo, type Scalar } from '#libs/rules';

/** A condition while it is being written: all of it is there, whatever the operator takes. */
export interface DraftCondition {
  key: string;
  kind: Condition['kind'];
  path: string;
  operator: Operator;
  type: ScalarType;
  /** One value as typed. */
  text: string;
  /** Several values. */
  values: readonly Scalar[];
}

export interface Draft {
  name: string;
  featureId: string | null;
  enabled: boolean;
  conditions: readonly DraftCondition[];
}

export const scalarTypes = ['text', 'number', 'boolean'] as const;
export type ScalarType = (typeof scalarTypes)[number];

const byId = new Map(operators.map((operator) => [operator.id, operator]));

export const operatorOf = (id: Operator): OperatorInfo => byId.get(id)!;

/** Those that fit a kind of condition, in the order in which a form offers them. */
export const operatorsFor = (kind: Condition['kind']): readonly OperatorInfo[] =>
  operators.filter(({ kinds }) => kinds.includes(kind));

let keys = 0;

export function newCondition(kind: Condition['kind'], fields: Partial<DraftCondition> = {}): DraftCondition {
  keys += 1;
  return {
    key: `c${keys}`,
    kind,
    path: '',
    operator: 'equals',
    type: 'text',
    text: '',
    values: [],
    ...fields,
  };
}

export const emptyDraft = (): Draft => ({
  name: '',
  featureId: null,
  enabled: true,
  conditions: [newCondition('event_name')],
});

export const draftOf = (rule: {
  name: string;
  featureId: string | null;
  enabled: boolean;
  conditions: readonly unknown[];
}): Draft => ({
  name: rule.name,
  featureId: rule.featureId,
  enabled: rule.enabled,
  conditions: (rule.conditions as readonly Condition[]).map((condition) => {
    const value = 'value' in condition ? condition.value : '';
    return newCondition(condition.kind, {
      operator: condition.operator,
      path: condition.kind === 'property' ? condition.path : '',
      type: typeOfScalar('values' in condition ? condition.values[0]! : value),
      text: String(value),
      values: 'values' in condition ? condition.values : [],
    });
  }),
});

export const typeOfScalar = (value: Scalar): ScalarType =>
  typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean');

/** The typed text as a value; undefined where it is none of that type. */
export function readScalar(text: string, type: ScalarType): Scalar | undefined {
  if (type === 'text') return text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}

/** The type that a condition's value has: the operator's own, or else the chosen one. */
export function valueType({ kind, operator, type }: DraftCondition): ScalarType {
  if (kind === 'event_name') return 'text';
  const { value } = operatorOf(operator);
  return value === 'text' || value === 'number' ? value : type;
}

/** As the API takes it. What is missing or wrong is sent as it is: the API says so, at the field. */
export function conditionOf(draft: DraftCondition): Condition {
  const { value } = operatorOf(draft.operator);
  const place = draft.kind === 'property' ? { path: draft.path.trim() } : {};
  const wanted =
    value === 'none'
      ? {}
      : value === 'scalars'
        ? { values: draft.values }
        : { value: readScalar(draft.text, valueType(draft)) ?? null };
  return { kind: draft.kind, ...place, operator: draft.operator, ...wanted } as Condition;
}

/** Whether there is enough to ask what the rule would do. */
export const isComplete = (draft: DraftCondition): boolean => {
  const { value } = operatorOf(draft.operator);
  if (draft.kind === 'property' && draft.path.trim() === '') return false;
  if (value === 'none') return true;
  if (value === 'scalars') return draft.values.length > 0;
  return readScalar(draft.text, valueType(draft)) !== undefined && (value !== 'scalar' || draft.text !== '');
};
