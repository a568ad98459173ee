import { Link } from 'wouter';
import { Page } from '../ui/page.js';
import { EmptyState } from '../ui/states.js';

export function NotFoundPage() {
  return (
    <Page title="Page not found">
      <EmptyState icon="search" title="Nothing is at this address">
        Perhaps it belongs to the other environment. Go to the <Link to="/">Segment page</Link> or choose
        another on the left.
      </EmptyState>
    </Page>
  );
}
