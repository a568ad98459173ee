import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { Page } from '../ui/page.js';
import { EmptyState } from '../ui/states.js';

export function NotFoundPage() {
  return (
    <Page title="Page not found">
      <EmptyState icon="search" title="Nothing is at this address">
        Perhaps it belongs to the other environment. Go to the{' '}
        <Anchor component={Link} to="/">
          Segment page
        </Anchor>{' '}
        or choose another on the left.
      </EmptyState>
    </Page>
  );
}
