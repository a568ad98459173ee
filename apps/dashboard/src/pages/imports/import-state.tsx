import { Mark, type Tone } from '../../ui/mark.js';
import type { IconName } from '../../ui/icons.js';
import type { Import } from './queries.js';

const looks: Record<Import['state'], { tone: Tone; icon: IconName; label: string }> = {
  uploading: { tone: 'info', icon: 'upload', label: 'Uploading' },
  waiting: { tone: 'info', icon: 'pending', label: 'Waiting' },
  running: { tone: 'info', icon: 'pending', label: 'Running' },
  done: { tone: 'good', icon: 'passed', label: 'Done' },
  failed: { tone: 'bad', icon: 'failed', label: 'Failed' },
};

export function ImportState({ found: { state, failed } }: { found: Import }) {
  const { tone, icon, label } =
    state === 'done' && failed > 0
      ? { tone: 'warn' as const, icon: 'alert' as const, label: 'Done, in part' }
      : looks[state];
  return (
    <Mark tone={tone} icon={icon}>
      {label}
    </Mark>
  );
}

export const sourceNames: Record<Import['source'], string> = {
  csv: 'CSV file',
  stripe: 'Stripe',
  chargebee: 'Chargebee',
};
