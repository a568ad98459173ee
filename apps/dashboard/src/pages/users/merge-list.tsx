import { Button, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useApi } from '../../api/environment.js';
import { Confirm } from '../../ui/confirm.js';
import { DataTable, type Column } from '../../ui/data-table.js';
import { formatCount } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { Mark } from '../../ui/mark.js';
import { ShowMore } from '../../ui/show-more.js';
import { QueryState } from '../../ui/states.js';
import { Ago, Time } from '../../ui/time.js';
import { useUndo } from './undo.js';
import { userName } from './user-address.js';
import { UserLink } from './user-parts.js';
import { mergesQuery, type Merge } from './queries.js';

/** Merges, the newest first, each with its undo; all of them, or those that went into one user. */
export function MergeList({ survivorKey, empty }: { survivorKey?: string; empty: ReactNode }) {
  const query = useInfiniteQuery(mergesQuery(useApi(), survivorKey));
  const undo = useUndo();
  const [asked, setAsked] = useState<Merge | null>(null);
  const close = (): void => {
    setAsked(null);
    undo.reset();
  };
  return (
    <QueryState query={query}>
      {({ pages }) => {
        const merges = pages.flatMap(({ data }) => data);
        if (merges.length === 0) return empty;
        return (
          <Stack>
            <DataTable
              caption="Merges"
              columns={columnsOf(survivorKey === undefined, setAsked)}
              rows={merges}
              keyOf={({ id }) => id}
            />
            <ShowMore query={query} what="merges" />
            <Confirm
              opened={asked !== null}
              title="Undo this merge?"
              action="Undo merge"
              busy={undo.isPending}
              error={undo.error}
              onClose={close}
              onConfirm={() => asked && undo.mutate(asked, { onSuccess: close })}
            >
              {asked && <WhatComesBack merge={asked} />}
            </Confirm>
          </Stack>
        );
      }}
    </QueryState>
  );
}

function columnsOf(withSurvivor: boolean, onUndo: (merge: Merge) => void): Column<Merge>[] {
  const merged: Column<Merge> = {
    header: withSurvivor ? 'Went into it' : 'Went into this user',
    cell: ({ merged: parties, mergedKeys }) => {
      const gone = mergedKeys.length - parties.length;
      return (
        <Stack gap={6}>
          {parties.map((user) => (
            <UserLink key={user.key} user={user} />
          ))}
          {gone > 0 && (
            <Text size="sm" c="dimmed">
              {formatCount(gone, 'user')}, merged again or deleted since
            </Text>
          )}
        </Stack>
      );
    },
  };
  const survivor: Column<Merge> = {
    header: 'Kept',
    cell: ({ survivor: user }) => (user ? <UserLink user={user} /> : 'A user that is gone since'),
  };
  return [
    ...(withSurvivor ? [survivor, merged] : [merged]),
    { header: 'When', cell: ({ createdAt }) => <Ago at={createdAt} /> },
    { header: 'By', cell: ({ automatic }) => (automatic ? 'Identify call or import' : 'A person') },
    {
      header: 'Undo',
      hideHeader: true,
      align: 'end',
      cell: (merge) =>
        merge.undoneAt === null ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="undo" size={14} />}
            aria-label={`Undo the merge into ${merge.survivor ? userName(merge.survivor) : merge.survivorKey}`}
            onClick={() => onUndo(merge)}
          >
            Undo
          </Button>
        ) : (
          <Mark tone="quiet" icon="undo">
            Undone
          </Mark>
        ),
    },
  ];
}

function WhatComesBack({ merge }: { merge: Merge }) {
  const names = merge.merged.map(userName).join(', ');
  return (
    <>
      <Text size="sm">
        <b>{names}</b> {merge.merged.length === 1 ? 'becomes a user' : 'become users'} again, as they were on{' '}
        <Time at={merge.createdAt} />, with their IDs. Usage goes with the ID it came with, also what came
        since.
      </Text>
      <Text size="sm">
        {merge.survivor ? userName(merge.survivor) : 'The user that was kept'} loses what it got from them.
        Fields that were changed since the merge stay.
      </Text>
    </>
  );
}
