import { Button, Group, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId } from 'react';
import { Link } from 'wouter';
import type { Schemas } from '../../api/client.js';
import { formatCount, formatNumber } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { reasonText } from '../../ui/outcome.js';
import { Ago } from '../../ui/time.js';
import { GroupFacets } from './group-facets.js';
import { ruleLink, useIgnore } from './group.js';
import classes from './unmapped.module.css';

type UnmappedGroup = Schemas['UnmappedGroup'];
type Reason = NonNullable<Schemas['Event']['reason']>;

/** The events of one name. Opened, it shows what they hold. */
export function GroupRow({ group }: { group: UnmappedGroup }) {
  const [opened, { toggle }] = useDisclosure();
  const { ignore, unignore } = useIgnore();
  const panel = useId();
  const { name, count, ignored, ignoredGroupId } = group;
  const label = name === '' ? '(no name)' : name;
  return (
    <li className={classes.row}>
      <div className={classes.head}>
        <div>
          <UnstyledButton
            className={classes.name}
            onClick={toggle}
            aria-expanded={opened}
            aria-controls={panel}
            aria-label={`${label}: what its events hold`}
          >
            <Icon name="chevronRight" size={17} />
            {label}
          </UnstyledButton>
          <Text size="sm" c="dimmed" pl={24}>
            {formatCount(group.users, 'user')}
            {group.usersAtLeast && ' or more'} · {reasonsText(group.reasons)} · last{' '}
            <Ago at={group.lastSeenAt} />
          </Text>
        </div>
        <div className={classes.count}>
          {formatNumber(ignoredGroupId ? count : count - ignored)}
          {ignored > 0 && !ignoredGroupId && (
            <Text size="xs" c="dimmed" fw={400}>
              + {formatNumber(ignored)} ignored
            </Text>
          )}
        </div>
        <Group gap="xs" className={classes.actions} justify="flex-end">
          {/* Where every event names a feature itself or has no number, a rule would not be asked. */}
          {(group.reasons.no_rule ?? 0) > 0 && (
            <Button component={Link} to={ruleLink({ name })} size="xs" aria-label={`Make a rule of ${label}`}>
              Make a rule
            </Button>
          )}
          {ignoredGroupId ? (
            <Button
              size="xs"
              variant="default"
              loading={unignore.isPending}
              onClick={() => unignore.mutate(ignoredGroupId)}
              aria-label={`Show ${label} again`}
            >
              Show again
            </Button>
          ) : (
            <Button
              size="xs"
              variant="default"
              loading={ignore.isPending}
              onClick={() => ignore.mutate({ name })}
              aria-label={`Ignore ${label}`}
            >
              Ignore
            </Button>
          )}
        </Group>
      </div>
      <div id={panel} hidden={!opened}>
        {opened && <GroupFacets name={name} />}
      </div>
    </li>
  );
}

const reasonsText = (reasons: UnmappedGroup['reasons']): string => {
  const present = Object.entries(reasons).filter(([, count]) => count > 0) as [Reason, number][];
  if (present.length === 1) return reasonText(present[0]![0]);
  return present.map(([reason, count]) => `${formatNumber(count)} ${reasonText(reason)}`).join(', ');
};
