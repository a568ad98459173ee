import { createTheme, type MantineColorsTuple } from '@mantine/core';

const slate: MantineColorsTuple = [
  '#c4c9d4',
  '#a8afbd',
  '#8b93a3',
  '#687183',
  '#434b5b',
  '#323948',
  '#262c39',
  '#1b202b',
  '#141821',
  '#0e1118',
];

export const theme = createTheme({
  black: '#1a2030',
  primaryColor: 'indigo',
  primaryShade: 7,
  // Text on filled buttons and badges is black or white, whichever is readable.
  autoContrast: true,
  luminanceThreshold: 0.36,
  colors: { dark: slate },
  defaultRadius: 'md',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Open Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Tooltip: { defaultProps: { events: { hover: true, focus: true, touch: true } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Modal: {
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        centered: true,
        // Else it is a second banner of the page.
        attributes: { header: { role: 'presentation' } },
      },
      styles: { title: { fontWeight: 650, fontSize: 'var(--mantine-font-size-lg)' } },
    },
  },
});
