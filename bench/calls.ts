import { randomBytes } from 'node:crypto';

/** Event names of the load; the first is mapped by the bench's rules with the plans of `plans`. */
export const names = Array.from({ length: 20 }, (_, i) => `Thing ${i} Happened`);
export const plans = ['free', 'starter', 'pro', 'business', 'enterprise'];

const users = 5_000;
const filler =
  'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua.';

/** A stream of track calls of some 600 bytes, each with a messageId of its own: JSON text. */
export function callStream(): () => string {
  const run = randomBytes(6).toString('hex');
  let n = 0;
  return () => {
    n += 1;
    const name = names[n % names.length];
    const plan = plans[(n * 7) % plans.length];
    return (
      `{"type":"track","messageId":"bench-${run}-${n}","userId":"user-${(n * 7919) % users}","event":"${name}",` +
      `"timestamp":"2026-01-15T10:00:00.000Z","context":{"library":{"name":"bench","version":"1.0.0"},` +
      `"ip":"203.0.113.7","userAgent":"Mozilla/5.0 (X11; Linux x86_64)"},"properties":{"plan":"${plan}","seats":${n % 50},` +
      `"source":"web","note":"${filler}","tags":["alpha","beta"],"nested":{"page":{"path":"/pricing","title":"Pricing"}}}}`
    );
  };
}
