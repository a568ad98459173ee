import { Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { Notice } from '../../ui/notice.js';

type Body = Schemas['ComparedRule'];
type Overlap = Schemas['RuleOverlap'];

const titles: Record<Overlap['kind'], string> = {
  never_matches: 'It can never match',
  never_asked: 'It is never asked',
  shadowed: 'It records nothing',
  same_feature: 'It meets another rule of this feature',
  double_count: 'It counts for two features',
};

/** How a rule meets the others: warnings that stand in nobody's way. Nothing where there are none. */
export function OverlapWarnings({ rule }: { rule: Body | null }) {
  const api = useApi();
  const overlaps = useQuery({
    queryKey: ['rules', 'overlaps', rule],
    queryFn: ({ signal }) => unwrap(api.POST('/api/rules/overlaps', { body: rule!, signal })),
    enabled: rule !== null,
    placeholderData: keepPreviousData,
  });
  const warnings = rule === null ? [] : (overlaps.data?.warnings ?? []);
  if (warnings.length === 0) return null;
  return (
    <Stack gap="xs" role="status">
      {warnings.map((warning) => (
        <Notice
          key={`${warning.kind} ${warning.ruleId} ${warning.otherRuleId}`}
          tone={warning.severity === 'warning' ? 'warn' : 'info'}
          title={titles[warning.kind]}
        >
          <Text size="sm">
            {warning.message}{' '}
            {warning.otherRuleId && <Link to={`/rules/${warning.otherRuleId}`}>Show that rule</Link>}
          </Text>
        </Notice>
      ))}
    </Stack>
  );
}
