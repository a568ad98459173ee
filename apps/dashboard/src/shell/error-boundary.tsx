import { Button, Stack, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Notice } from '../ui/notice.js';

/** A page that breaks leaves the rest usable. After an update of the server, a page's old file is gone: reloading helps. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Notice tone="bad" title="This page could not be shown" alert>
        <Stack align="flex-start" gap="sm">
          <Text size="sm">The server may have been updated since it was opened. Reload it to go on.</Text>
          <Button size="xs" variant="default" onClick={() => location.reload()}>
            Reload
          </Button>
        </Stack>
      </Notice>
    );
  }
}
