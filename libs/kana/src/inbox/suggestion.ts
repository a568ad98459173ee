import type { Condition, Scalar } from '#libs/rules';
import { beginning } from '../events/text.js';
import { newFeatureSchema } from '../mapping/feature.js';
import type { GroupKey, SuggestedFeature, SuggestedRule } from './inbox.js';

/** Names are cut at 255 in the store, or one less before half a character: such a name may be the beginning of others. */
const maybeCut = 254;

/** The body of a rule that takes a group of events, all but its feature. */
export function ruleFor(group: GroupKey): Omit<SuggestedRule, 'featureId'> {
  const conditions: Condition[] = [
    {
      kind: 'event_name',
      operator: group.name.length >= maybeCut ? 'starts_with' : 'equals',
      value: group.name,
    },
  ];
  const parts = [group.name || 'Events without a name'];
  if (group.path !== null && group.value !== null) {
    conditions.push({ kind: 'property', path: group.path, operator: 'equals', value: group.value });
    parts.push(`${group.path} is ${String(group.value)}`);
  }
  return { name: beginning(parts.join(': ')), enabled: true, conditions };
}

/** The body that creates the feature that events ask for; null where no feature can have that id. */
export function featureFor(id: string): SuggestedFeature | null {
  const feature = { id, name: id, type: 'CONSUMABLE' as const };
  return newFeatureSchema.safeParse(feature).success ? feature : null;
}

/** The words of an identifier or a name, in their simplest form: `addonPackages`, `Add-on packages` → addon, package. */
function words(text: string): Set<string> {
  const split = text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);
  return new Set(split.map((word) => word.replace(/(?<=..)s$/, '')));
}

/**
 * The feature whose id or name has most of its words in the group's name and value: at least half of them; of equals
 * the one with more such words, then the first.
 */
export function similarFeature<F extends { id: string; name: string }>(
  group: { name: string; value: Scalar | null },
  features: readonly F[],
): F | null {
  const wanted = words(`${group.name} ${typeof group.value === 'string' ? group.value : ''}`);
  let best: F | null = null;
  let bestScore = 0;
  for (const feature of features) {
    for (const label of [feature.id, feature.name]) {
      const own = [...words(label)];
      const common = own.filter((word) => wanted.has(word)).length;
      const share = common / own.length;
      const score = share >= 0.5 ? share + common / 100 : 0;
      if (score > bestScore) [best, bestScore] = [feature, score];
    }
  }
  return best;
}
