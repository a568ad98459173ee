import { Anchor, Box, Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useEnvironment } from '../api/environment.js';
import { Icon } from './icons.js';

/** Not on the first page: there a screen reader begins at the top by itself. */
let navigated = false;

interface PageProps {
  title: string;
  /** One sentence: what the page is for. */
  intro?: ReactNode;
  /** Buttons beside the title. */
  actions?: ReactNode;
  /** The page above this one. */
  parent?: { to: string; label: string };
  children: ReactNode;
}

/** The frame of every page: its heading, which gets the focus after a change of page, and the window's title. */
export function Page({ title, intro, actions, parent, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const environment = useEnvironment();
  useEffect(() => {
    document.title = `${title} · ${environment} · Kana`;
  }, [title, environment]);
  useEffect(() => {
    if (navigated) {
      window.scrollTo(0, 0);
      heading.current?.focus({ preventScroll: true });
    }
    navigated = true;
  }, []);
  return (
    <Stack gap="lg">
      <Box component="header">
        {parent && (
          <Anchor
            component={Link}
            to={parent.to}
            size="sm"
            style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}
          >
            <Icon name="arrowLeft" size={15} />
            {parent.label}
          </Anchor>
        )}
        <Group justify="space-between" align="flex-start" gap="sm">
          <Title order={1} size="h2" ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
        {intro && (
          <Text c="dimmed" maw={720} mt={4}>
            {intro}
          </Text>
        )}
      </Box>
      {children}
    </Stack>
  );
}
