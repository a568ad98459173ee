import { Box, Group, Paper, Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

/** A part of a page with a heading of its own. */
export function Panel({
  title,
  hint,
  actions,
  children,
  id,
}: {
  title: string;
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  id?: string;
}) {
  const own = useId();
  return (
    <Paper component="section" withBorder radius="md" p="md" aria-labelledby={own} id={id}>
      <Group justify="space-between" align="flex-start" mb="sm" gap="xs">
        <Box style={{ flex: '1 1 240px', minWidth: 0 }}>
          <Title order={2} size="h4" id={own}>
            {title}
          </Title>
          {hint && (
            <Text size="sm" c="dimmed" component="div">
              {hint}
            </Text>
          )}
        </Box>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Paper>
  );
}
