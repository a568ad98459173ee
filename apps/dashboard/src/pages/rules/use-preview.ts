import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { conditionOf, isComplete, type Draft } from './draft.js';

/**
 * What saving the draft would do, asked anew when typing pauses; a question that is overtaken is cancelled. The last
 * answer stays, marked as such, until the next one is there. Nothing is asked of a draft that is not complete yet.
 */
export function usePreview(draft: Draft, rule: Schemas['Rule'] | null, anyFeature: string | null) {
  const api = useApi();
  // Which events match does not depend on the feature: until one is chosen, another stands in for it.
  const featureId = draft.featureId ?? anyFeature;
  const complete = featureId !== null && draft.conditions.length > 0 && draft.conditions.every(isComplete);
  const fields = JSON.stringify({
    // What a rule is called changes nothing that it does, and must not hold up its preview.
    name: rule?.name ?? 'new rule',
    featureId,
    enabled: draft.enabled,
    conditions: draft.conditions.map(conditionOf),
  });
  const [settled] = useDebouncedValue(complete ? fields : '', 250);
  const query = useQuery({
    queryKey: ['preview', rule?.id ?? null, settled],
    queryFn: ({ signal }) => {
      const wanted = JSON.parse(settled) as Schemas['NewRule'];
      const body: Schemas['RuleSetChange'] = rule
        ? { action: 'update', ruleId: rule.id, rule: wanted }
        : { action: 'create', rule: wanted };
      return unwrap(api.POST('/api/rules/preview', { body, signal }));
    },
    enabled: settled !== '',
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const stale = complete && (query.isPlaceholderData || query.isFetching || settled !== fields);
  const compared: Schemas['ComparedRule'] | null =
    settled === '' || draft.featureId === null || !draft.enabled
      ? null
      : {
          ...(rule && { id: rule.id }),
          featureId: draft.featureId,
          conditions: (JSON.parse(settled) as Schemas['NewRule']).conditions,
        };
  return { query, complete, stale, ofFeature: draft.featureId !== null, compared };
}
