import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { formatCount } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { Mark } from '../../ui/mark.js';
import { Notice } from '../../ui/notice.js';
import { NewFeatureDialog } from '../rules/new-feature-dialog.js';

type Asked = Schemas['AskedFeature'];

/** Features that events name and that are not there: no rule helps these events, the feature does. */
export function AskedFeatures() {
  const api = useApi();
  const cache = useQueryClient();
  const [making, setMaking] = useState<Asked['newFeature']>(null);
  const [made, setMade] = useState<readonly string[]>([]);
  const isMade = ({ featureId }: Asked): boolean => made.includes(featureId);
  const asked = useQuery({
    queryKey: ['unmapped', 'features'],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/api/unmapped/features', { params: { query: { limit: 10 } }, signal }))).data,
    // A feature that was made maps its events in the background.
    refetchInterval: ({ state }) => (state.data?.some(isMade) ? 1_000 : false),
  });
  const mapping = asked.data?.some(isMade) ?? false;
  const wasMapping = useRef(false);
  useEffect(() => {
    if (wasMapping.current && !mapping) void cache.invalidateQueries({ queryKey: ['unmapped', 'list'] });
    wasMapping.current = mapping;
  }, [mapping, cache]);
  if (!asked.data || asked.data.length === 0) return null;
  return (
    <Notice tone="warn" icon="package" title="Events ask for features that are not there">
      <Stack gap="xs">
        <Text size="sm">
          They name the feature themselves, by <code>properties.featureId</code>, so no rule is asked.
          Creating the feature maps them.
        </Text>
        {asked.data.map((one) => (
          <Group key={one.featureId} justify="space-between" gap="xs">
            <Text size="sm">
              <strong>{one.featureId}</strong>: {formatCount(one.count, 'event')},{' '}
              {one.names.map(({ name }) => name).join(', ')}
            </Text>
            {isMade(one) && (
              <Mark tone="quiet" icon="pending">
                Being mapped
              </Mark>
            )}
            {one.newFeature && !isMade(one) && (
              <Button
                size="xs"
                variant="default"
                leftSection={<Icon name="plus" size={15} />}
                onClick={() => setMaking(one.newFeature)}
              >
                Create {one.featureId}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
      {making && (
        <NewFeatureDialog
          opened
          initial={making}
          onClose={() => setMaking(null)}
          onMade={(id) => {
            setMade((before) => [...before, id]);
            void cache.invalidateQueries({ queryKey: ['applications'] });
          }}
        />
      )}
    </Notice>
  );
}
