import { Anchor, Button, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useApi } from '../../api/environment.js';
import { DataTable } from '../../ui/data-table.js';
import { Icon } from '../../ui/icons.js';
import { Mark } from '../../ui/mark.js';
import { Page } from '../../ui/page.js';
import { ShowMore } from '../../ui/show-more.js';
import { EmptyState, QueryState } from '../../ui/states.js';
import { Ago } from '../../ui/time.js';
import { Conditions } from './condition-text.js';
import { rulesQuery } from './queries.js';

export default function RulesPage() {
  const api = useApi();
  const rules = useInfiniteQuery(rulesQuery(api));
  const newRule = (
    <Button component={Link} to="/rules/new" leftSection={<Icon name="plus" size={16} />}>
      New rule
    </Button>
  );
  return (
    <Page
      title="Rules"
      intro="Which events become usage of which feature. Where an event names its feature itself, no rule is asked."
      actions={newRule}
    >
      <QueryState query={rules}>
        {({ pages }) => {
          const all = pages.flatMap(({ data }) => data);
          if (all.length === 0) {
            return (
              <EmptyState icon="rules" title="No rules yet" action={newRule}>
                A rule turns events into usage without a change of your product. The easiest way to one is an
                event that came already: choose it in <Link to="/unmapped">Not mapped</Link>, and the form is
                filled in.
              </EmptyState>
            );
          }
          return (
            <DataTable
              caption="Rules"
              rows={all}
              keyOf={({ id }) => id}
              columns={[
                {
                  header: 'Rule',
                  cell: ({ id, name }) => (
                    <Anchor component={Link} to={`/rules/${id}`} fw={600} size="sm">
                      {name}
                    </Anchor>
                  ),
                },
                { header: 'When', cell: ({ conditions }) => <Conditions conditions={conditions} /> },
                { header: 'Feature', cell: ({ featureId }) => featureId },
                { header: 'State', cell: ({ enabled }) => <RuleState enabled={enabled} /> },
                {
                  header: 'Changed',
                  cell: ({ updatedAt, version }) => (
                    <Text size="sm" c="dimmed" component="span">
                      version {version}, <Ago at={updatedAt} />
                    </Text>
                  ),
                },
              ]}
            />
          );
        }}
      </QueryState>
      <ShowMore query={rules} what="rules" />
    </Page>
  );
}

export function RuleState({ enabled }: { enabled: boolean }) {
  return enabled ? (
    <Mark tone="good" icon="passed">
      Enabled
    </Mark>
  ) : (
    <Mark tone="quiet" icon="pause">
      Disabled
    </Mark>
  );
}
