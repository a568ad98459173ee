import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Call } from './comparison.js';

/** A library of Segment's or of another vendor who speaks its protocol, in the version that is installed. */
export interface Library {
  name: string;
  /** The program that sends with it, in `senders/`. */
  sender: string;
  /** The call that it sends for a call that it was given, where that is another one by its own design. */
  rewrites(call: Call): Call;
  /** Whether it takes a `userId` that is a number. */
  takesNumericIds: boolean;
}

export const libraries: readonly Library[] = [
  {
    name: '@segment/analytics-node 3',
    sender: 'segment-node-3.mjs',
    rewrites: (call) => call,
    takesNumericIds: false,
  },
  {
    name: '@segment/analytics-node 2',
    sender: 'segment-node-2.mjs',
    rewrites: (call) => call,
    takesNumericIds: false,
  },
  {
    name: 'analytics-node 6',
    sender: 'analytics-node.mjs',
    rewrites: withTextId,
    takesNumericIds: true,
  },
  {
    name: '@rudderstack/rudder-sdk-node 3',
    sender: 'rudder-sdk-node.mjs',
    rewrites: (call) => withContextTraits(withTextId(call)),
    takesNumericIds: true,
  },
];

/** `enqueue` of both older libraries: "our spec only allows strings", so numbers are sent as texts. */
function withTextId(call: Call): Call {
  return typeof call.userId === 'number' ? { ...call, userId: String(call.userId) } : call;
}

/** `enqueue` of Rudder's: the traits of an identify call replace those of its context. */
function withContextTraits(call: Call): Call {
  if (call.type !== 'identify' || !call.traits) return call;
  return { ...call, context: { ...(call.context as object | undefined), traits: call.traits } };
}

export interface Job {
  origin: string;
  key: string;
  /** Calls that are made in one go and flushed; the next burst begins when all of them were delivered or given up. */
  bursts: readonly (readonly Call[])[];
}

/** What a library told its user. */
export interface Report {
  calls: number;
  /** What the callbacks of calls that were not delivered said. */
  failures: string[];
  /** What the library's own error channel said. */
  errors: string[];
}

/** Makes calls with a library in a process of its own, and resolves when the library is done with all of them. */
export function send(
  library: Library,
  job: Job,
  onConnectionFailed: () => void = () => undefined,
): Promise<Report> {
  const child = fork(fileURLToPath(new URL(`senders/${library.sender}`, import.meta.url)), {
    env: { ...process.env, NODE_OPTIONS: '', no_proxy: '*' },
    execArgv: [],
    serialization: 'advanced', // carries dates as dates
    silent: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
  return new Promise((resolve, reject) => {
    child.on('message', (message: { report?: Report; connectionFailed?: true }) => {
      if (message.report) resolve(message.report);
      else onConnectionFailed();
    });
    child.once('error', reject);
    child.once('close', (code) =>
      reject(new Error(`${library.sender} ended with ${String(code)} and no report.\n${output}`)),
    );
    child.send(job);
  });
}
