import { Button, Group, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { unwrap } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { formatCount } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { Page } from '../../ui/page.js';
import { Pills } from '../../ui/pills.js';
import { saveFile } from '../../ui/save-file.js';
import { toastError } from '../../ui/toast.js';
import { MergeDialog } from './merge-dialog.js';
import { SharedEmails } from './shared-emails.js';
import { CreateUser } from './user-form.js';
import { UserList } from './user-list.js';
import { flagsQuery, type User } from './queries.js';
import classes from './users.module.css';

/** `?flag=no_billing`, `?flag=same_email` or `?q=…`; without, everybody. */
export default function UsersPage() {
  const api = useApi();
  const [, navigate] = useLocation();
  // Only to be told of changes: the router decodes what it gives, and an id may hold any character.
  useSearch();
  const search = new URLSearchParams(window.location.search);
  const flag = search.get('flag');
  const wanted = search.get('q') ?? '';
  const [text, setText] = useState(wanted);
  const [shown, setShown] = useState(wanted);
  if (wanted !== shown) {
    // By a link, or back: not by typing, which may be ahead by a blank.
    setShown(wanted);
    if (wanted !== text.trim()) setText(wanted);
  }
  const counts = useQuery(flagsQuery(api)).data;
  const [selected, setSelected] = useState<ReadonlyMap<string, User>>(new Map());
  const [merging, setMerging] = useState<readonly User[]>([]);
  const [creating, setCreating] = useState(false);

  const look = useDebouncedCallback((value: string) => {
    const q = value.trim();
    // Words are looked for among all users.
    navigate(q === '' ? '/users' : `/users?${new URLSearchParams({ q }).toString()}`, { replace: true });
  }, 250);
  const selection = {
    has: ({ key }: User) => selected.has(key),
    toggle: (user: User) => {
      const next = new Map(selected);
      if (!next.delete(user.key)) next.set(user.key, user);
      setSelected(next);
    },
  };
  const others = [...selected.values()];

  return (
    <Page
      title="Users"
      intro="Who used what. A user has one ID or, after a merge, several; usage counts for whoever owns the ID it came with."
      actions={<Actions empty={counts?.users === 0} onCreate={() => setCreating(true)} />}
    >
      <Group justify="space-between" align="flex-end" gap="sm">
        <Pills
          label="Which users"
          pills={[
            { label: 'All', to: '/users', current: flag === null, count: counts?.users },
            {
              label: 'No billing ID',
              to: '/users?flag=no_billing',
              current: flag === 'no_billing',
              count: counts?.no_billing,
            },
            {
              label: 'Same email',
              to: '/users?flag=same_email',
              current: flag === 'same_email',
              count: counts?.same_email,
            },
          ]}
        />
        <TextInput
          type="search"
          label="Find a user"
          placeholder="ID, email, or how the name begins"
          leftSection={<Icon name="search" size={16} />}
          value={text}
          w={{ base: '100%', sm: 320 }}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            look(currentTarget.value);
          }}
        />
      </Group>
      {flag === 'same_email' ? (
        <SharedEmails selection={selection} onMerge={setMerging} />
      ) : (
        <UserList
          key={`${flag ?? ''} ${wanted}`}
          {...(flag === 'no_billing' && { flag })}
          text={wanted}
          selection={selection}
          onCreate={() => setCreating(true)}
        />
      )}
      {others.length > 0 && (
        <section className={classes.selection} aria-label="Selected users">
          <Text size="sm" fw={600} role="status">
            {formatCount(others.length, 'user')} selected
            {others.length === 1 && (
              <Text span size="sm" c="dimmed">
                {' '}
                – select another one to merge them
              </Text>
            )}
          </Text>
          <Group gap="xs">
            <Button size="xs" variant="default" onClick={() => setSelected(new Map())}>
              Clear
            </Button>
            <Button
              size="xs"
              leftSection={<Icon name="merge" size={16} />}
              disabled={others.length < 2}
              onClick={() => setMerging(others)}
            >
              Review merge
            </Button>
          </Group>
        </section>
      )}
      <MergeDialog
        users={merging}
        onClose={() => setMerging([])}
        onMerged={() => {
          setMerging([]);
          setSelected(new Map());
        }}
      />
      <CreateUser opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function Actions({ empty, onCreate }: { empty: boolean; onCreate: () => void }) {
  const api = useApi();
  const [exporting, setExporting] = useState(false);
  const exportAll = async (): Promise<void> => {
    setExporting(true);
    try {
      saveFile(await unwrap(api.GET('/api/users/export', { parseAs: 'blob' })), 'users.csv');
    } catch (error) {
      toastError(error);
    } finally {
      setExporting(false);
    }
  };
  return (
    <>
      <Button
        component={Link}
        to="/users/-/merges"
        variant="default"
        leftSection={<Icon name="merge" size={16} />}
      >
        Merges
      </Button>
      <Button
        component={Link}
        to="/users/-/imports"
        variant="default"
        leftSection={<Icon name="upload" size={16} />}
      >
        Import
      </Button>
      <Button
        variant="default"
        leftSection={<Icon name="download" size={16} />}
        loading={exporting}
        disabled={empty}
        onClick={() => void exportAll()}
      >
        Export CSV
      </Button>
      <Button leftSection={<Icon name="plus" size={16} />} onClick={onCreate}>
        New user
      </Button>
    </>
  );
}
