export { candidates, type CandidateFilter, type JsonObject, type JsonValue } from './candidates.js';
export { compile, type CompiledRules } from './compile.js';
export {
  conditionMisses,
  distance,
  explain,
  typeOf,
  type ConditionMiss,
  type Distance,
  type ExplainedCondition,
  type Explanation,
  type ValueType,
} from './explain.js';
export { match, matches } from './match.js';
export {
  operators,
  type ConditionKind,
  type Operator,
  type OperatorInfo,
  type Scalar,
  type ValueKind,
} from './operators.js';
export { formatPath, parsePathKeys, PathError } from './path.js';
export { disjoint, implies, neverMatches, type Proof } from './overlap.js';
export {
  conditionSchema,
  conditionsSchema,
  type Condition,
  type Conditions,
  type Rule,
  type RuleEvent,
} from './rule.js';
export { spell } from './spell.js';
export { typeMisses } from './type-miss.js';
