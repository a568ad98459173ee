import { lazy, type ComponentType } from 'react';
import type { IconName } from '../ui/icons.js';
import type { PageParameters } from './page-parameters.js';

interface PageRoute {
  /** Below the environment. The first that fits is shown. */
  path: string;
  /** Loaded when it is first shown. */
  page: ComponentType<PageParameters>;
  /** Its entry in the navigation, where it has one. */
  nav?: { label: string; icon: IconName };
}

/** Every page, in the order of the navigation. */
export const pages: readonly PageRoute[] = [
  {
    path: '/',
    page: lazy(() => import('./segment/segment-page.js')),
    nav: { label: 'Segment', icon: 'activity' },
  },
  { path: '/events/:id', page: lazy(() => import('./events/event-page.js')) },
  {
    path: '/unmapped',
    page: lazy(() => import('./unmapped/unmapped-page.js')),
    nav: { label: 'Not mapped', icon: 'inbox' },
  },
  {
    path: '/rules',
    page: lazy(() => import('./rules/rules-page.js')),
    nav: { label: 'Rules', icon: 'rules' },
  },
  { path: '/rules/new', page: lazy(() => import('./rules/new-rule-page.js')) },
  { path: '/rules/:id', page: lazy(() => import('./rules/rule-page.js')) },
  { path: '/rules/:id/edit', page: lazy(() => import('./rules/edit-rule-page.js')) },
  { path: '/runs', page: lazy(() => import('./runs/runs-page.js')), nav: { label: 'Runs', icon: 'history' } },
  {
    path: '/users',
    page: lazy(() => import('./users/users-page.js')),
    nav: { label: 'Users', icon: 'users' },
  },
  // Below an id that is no user's, since an id may be any text.
  { path: '/users/-/merges', page: lazy(() => import('./users/merges-page.js')) },
  { path: '/users/-/imports', page: lazy(() => import('./imports/imports-page.js')) },
  { path: '/users/-/imports/:id', page: lazy(() => import('./imports/import-page.js')) },
  { path: '/users/-/key/:key', page: lazy(() => import('./users/user-page.js')) },
  { path: '/users/:id', page: lazy(() => import('./users/user-page.js')) },
  {
    path: '/usage',
    page: lazy(() => import('./usage/usage-page.js')),
    nav: { label: 'Usage', icon: 'chart' },
  },
  { path: '/usage/users', page: lazy(() => import('./usage/feature-users-page.js')) },
  { path: '/usage/records', page: lazy(() => import('./usage/records-page.js')) },
  {
    path: '/features',
    page: lazy(() => import('./features/features-page.js')),
    nav: { label: 'Features', icon: 'package' },
  },
  { path: '/features/new', page: lazy(() => import('./features/new-feature-page.js')) },
  { path: '/features/edit', page: lazy(() => import('./features/feature-page.js')) },
  { path: '/keys', page: lazy(() => import('./keys/keys-page.js')), nav: { label: 'API keys', icon: 'key' } },
];
