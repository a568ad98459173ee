import { ActionIcon, AppShell, Burger, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, type CSSProperties, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { environments, type Environment } from '../api/client.js';
import { pages } from '../pages/pages.js';
import { signOut, type SignedIn } from '../session/session.js';
import { Icon } from '../ui/icons.js';
import { toastError } from '../ui/toast.js';
import { ColorSchemeMenu } from './color-scheme-menu.js';
import classes from './shell.module.css';

/** Header, navigation and the place of the page. Inside the router of the environment. */
export function Shell({
  environment,
  signedIn,
  children,
}: {
  environment: Environment;
  signedIn: readonly SignedIn[];
  children: ReactNode;
}) {
  const [location] = useLocation();
  const [opened, { toggle, close }] = useDisclosure();
  useEffect(close, [location, close]);
  return (
    <div style={colorsOf(environment)}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <AppShell
        header={{ height: 59 }}
        navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !opened } }}
        padding="md"
      >
        <AppShell.Header className={classes.header}>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="xs">
            <Group gap="xs" wrap="nowrap">
              <Burger
                opened={opened}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label={opened ? 'Close the navigation' : 'Open the navigation'}
                aria-expanded={opened}
                aria-controls="navigation"
              />
              <Link to="/" className={classes.brand} aria-label="Kana">
                <img src="/favicon.svg" alt="" width={26} height={26} />
                <Text component="span" fw={650} visibleFrom="xs">
                  Kana
                </Text>
              </Link>
            </Group>
            <EnvironmentSwitch environment={environment} signedIn={signedIn} section={sectionOf(location)} />
            <Group gap="xs" wrap="nowrap">
              <ColorSchemeMenu />
              <ActionIcon
                variant="default"
                size="lg"
                aria-label="Sign out"
                title="Sign out"
                onClick={() => void signOut().catch(toastError)}
              >
                <Icon name="signOut" />
              </ActionIcon>
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar p="sm" id="navigation" aria-label="Pages">
          <Stack gap={2}>
            {pages.map(
              ({ path, nav }) =>
                nav && (
                  <Link
                    key={path}
                    to={path}
                    className={classes.link}
                    {...(sectionOf(location) === path && { 'aria-current': 'page' as const })}
                  >
                    <Icon name={nav.icon} />
                    {nav.label}
                  </Link>
                ),
            )}
            <a className={classes.link} href="/docs">
              <Icon name="book" />
              API reference
            </a>
          </Stack>
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1} style={{ outline: 'none' }}>
          <div className={classes.main}>{children}</div>
        </AppShell.Main>
      </AppShell>
    </div>
  );
}

/** The environments, each with its name and colour; one without a key leads to where a key is added. */
function EnvironmentSwitch({
  environment,
  signedIn,
  section,
}: {
  environment: Environment;
  signedIn: readonly SignedIn[];
  section: string;
}) {
  return (
    <nav className={classes.environments} aria-label="Environment">
      {environments.map((other) => {
        const open = signedIn.some((one) => one.environment === other);
        const name = other === 'test' ? 'Test' : 'Live';
        return (
          <Link
            key={other}
            className={classes.environment}
            to={open ? `~/${other}${section}` : `~/sign-in?environment=${other}`}
            {...(other === environment && { 'aria-current': 'true' as const })}
            {...(!open && { 'aria-label': `${name}: add its key`, title: `Add a ${other} key` })}
          >
            {!open && <Icon name="key" size={14} />}
            {name}
          </Link>
        );
      })}
    </nav>
  );
}

/** `/rules` of `/rules/1/edit`: another environment does not have that rule. */
const sectionOf = (location: string): string => `/${location.split('/')[1] ?? ''}`;

const colorsOf = (environment: Environment): CSSProperties =>
  ({
    '--environment': environment === 'test' ? 'light-dark(#b35300, #ffab5c)' : 'light-dark(#0a7a5c, #4fd3a9)',
    '--on-environment': 'light-dark(#ffffff, #10141b)',
  }) as CSSProperties;
