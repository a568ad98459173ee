import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useAddress } from './address.js';
import { useApi, useEnvironment } from '../../api/environment.js';
import { Icon } from '../../ui/icons.js';
import { Page } from '../../ui/page.js';
import { featurePath, usersFile } from './links.js';
import { namesQuery } from './queries.js';
import { rangeText } from './range.js';
import { UsersTable } from './users-table.js';

/** Everybody who used a feature in a range. */
export default function FeatureUsersPage() {
  const api = useApi();
  const environment = useEnvironment();
  const [search] = useAddress();
  const featureId = search.get('featureId') ?? '';
  const range = {
    from: search.get('from') ?? '1970-01-01T00:00:00Z',
    to: search.get('to') ?? new Date().toISOString(),
  };
  const features = useQuery(namesQuery(api));
  const feature = features.data?.find(({ id }) => id === featureId);
  return (
    <Page
      title={`Users of ${feature?.name ?? featureId}`}
      parent={{ to: '/usage', label: 'Usage' }}
      intro={
        <>
          {rangeText(range)}. A number leads to its records.{' '}
          <Anchor component={Link} to={featurePath(featureId)} inherit underline="always">
            About this feature
          </Anchor>
        </>
      }
      actions={
        <Button
          component="a"
          href={usersFile(environment, featureId, range)}
          download
          variant="default"
          leftSection={<Icon name="download" size={16} />}
        >
          Download CSV
        </Button>
      }
    >
      <div>
        <UsersTable featureId={featureId} feature={feature} range={range} limit={50} more />
      </div>
    </Page>
  );
}
