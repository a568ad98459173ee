import { Button, Paper } from '@mantine/core';
import { Link } from 'wouter';
import { Page } from '../../ui/page.js';
import { EmptyState } from '../../ui/states.js';
import { MergeList } from './merge-list.js';

export default function MergesPage() {
  return (
    <Page
      title="Merges"
      intro="Every merge of users: by people, and by identify calls and imports that found one person twice. Each can be undone."
      parent={{ to: '/users', label: 'Users' }}
    >
      <MergeList
        empty={
          <Paper withBorder radius="md">
            <EmptyState
              icon="merge"
              title="Nobody was merged yet"
              action={
                <Button component={Link} to="/users?flag=same_email" mt="xs" variant="default">
                  View users with the same email
                </Button>
              }
            >
              Users that share an email are often one person with two IDs. Merge them, and their usage is
              counted together.
            </EmptyState>
          </Paper>
        }
      />
    </Page>
  );
}
