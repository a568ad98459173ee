import { ActionIcon, Box, Button, Code, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { Icon } from './icons.js';

function useCopy(text: string) {
  const clipboard = useClipboard({ timeout: 2_000 });
  const copy = (): void => {
    clipboard.copy(text);
    notifications.show({ message: 'Copied.', autoClose: 2_000 });
  };
  return { copied: clipboard.copied, copy };
}

/** Copies `text`; `what` says what that is: "Copy the webhook’s address". */
export function CopyButton({ text, what, label }: { text: string; what: string; label?: string }) {
  const { copied, copy } = useCopy(text);
  const icon = <Icon name={copied ? 'check' : 'copy'} size={16} />;
  if (label) {
    return (
      <Button variant="default" leftSection={icon} onClick={copy} aria-label={`Copy ${what}`}>
        {label}
      </Button>
    );
  }
  return (
    <Tooltip label={`Copy ${what}`}>
      <ActionIcon variant="default" onClick={copy} aria-label={`Copy ${what}`}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

/** A text to copy, with its button. It scrolls inside itself, and the keyboard reaches it for that. */
export function CopyBlock({ text, what }: { text: string; what: string }) {
  return (
    <Box pos="relative">
      <Code block tabIndex={0} role="region" aria-label={what} pr={52} style={{ overflowX: 'auto' }}>
        {text}
      </Code>
      <Box pos="absolute" top={8} right={8}>
        <CopyButton text={text} what={what} />
      </Box>
    </Box>
  );
}
