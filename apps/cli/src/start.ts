import { lockDirectory, makeDataDirectory, readSettings, StartError, type Settings } from '#libs/kana';
import type { ChildProcess } from 'node:child_process';
import { on } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { checkPort } from './check-port.js';
import { EmbeddedDatabase } from './embedded-database.js';
import { LogFile } from './log-file.js';
import { describeKeys, prepareDatabase } from './prepare-database.js';
import { Service, type ServiceOptions } from './service.js';

/** What runs and is to be stopped, in the opposite order of starting. */
interface Part {
  /** Lets it finish what it is at. */
  stop(): Promise<void>;
  kill(): void;
}

/** npm hands a Ctrl-C on to processes that the terminal has told already; this close together they are one. */
const sameKeystroke = 1_000;
const startPatience = 60_000;

/** Why the launcher ends when somebody asked for it. */
const interrupted = new Error('Interrupted');

const say = (line: string): void => console.log(line);
const noop = (): void => undefined;

/**
 * Starts everything and keeps it running, until a signal (exit code 0: this is how the command is meant to end) or
 * until something fails that cannot be brought back.
 */
export async function start(): Promise<number> {
  const settings = readSettings();
  const parts: Part[] = [];
  const end = new AbortController();
  endOnSignals(end, parts);
  try {
    await unlessAborted(end.signal, startAll(settings, parts, end));
    await unlessAborted(end.signal, new Promise(() => undefined));
  } catch (error) {
    await stopAll(parts, end);
    if (end.signal.reason !== interrupted) throw error;
    say('Stopped');
  }
  return 0;
}

/** Whatever is being started stops too: it looks at the signal. */
async function stopAll(parts: Part[], end: AbortController): Promise<void> {
  end.abort(new Error('Failed'));
  for (const part of parts.reverse()) await part.stop();
}

async function startAll(settings: Settings, parts: Part[], end: AbortController): Promise<void> {
  const directory = resolve(settings.KANA_DATA_DIR);
  const origin = originOf(settings);
  makeDataDirectory(directory);
  const lock = await lockDirectory(directory, `${origin} (process ${process.pid})`);
  await checkPort(settings.HOST, settings.PORT);
  end.signal.throwIfAborted();
  const logOf = (name: string) => new LogFile(join(directory, 'logs', `${name}.log`));

  let url = settings.DATABASE_URL;
  if (!url) {
    say(`Starting PostgreSQL, data in ${join(directory, 'postgres')}`);
    const onFailure = (error: unknown) => end.abort(error);
    const database = new EmbeddedDatabase({ directory, lock, log: logOf('postgres'), say, onFailure });
    parts.push(database);
    url = await database.ready;
  }
  end.signal.throwIfAborted();
  const preparing = prepareDatabase({ ...settings, DATABASE_URL: url });
  parts.push({ stop: () => preparing.then(noop, noop), kill: noop });
  const keys = await preparing;
  if (keys.length > 0) say(describeKeys(keys));
  end.signal.throwIfAborted();

  say('Starting the api and the worker');
  const environment = { ...process.env, DATABASE_URL: url };
  const startService = (name: string, options: Pick<ServiceOptions, 'untilReady' | 'explainEnd'>) => {
    const script = fileURLToPath(new URL(`../../${name}/src/main.js`, import.meta.url));
    const service = new Service({ name, script, environment, log: logOf(name), say, ...options });
    parts.push(service);
    return within(
      startPatience,
      service.ready,
      `The ${name} does not get ready. Its log: ${logOf(name).path}`,
    );
  };
  await Promise.all([
    startService('worker', { untilReady: untilSaysSo }),
    startService('api', {
      untilReady: (_, signal) => untilHealthy(origin, signal),
      explainEnd: () => checkPort(settings.HOST, settings.PORT),
    }),
  ]);
  say(`Ready: ${origin} (reference: ${origin}/docs). Ctrl-C stops it. Logs: ${join(directory, 'logs')}`);
}

/** Where a program on this machine reaches the api. */
function originOf({ HOST, PORT }: Settings): string {
  const host = ['0.0.0.0', '::'].includes(HOST) ? '127.0.0.1' : HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT}`;
}

async function untilHealthy(origin: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const response = await fetch(`${origin}/health/ready`, { signal }).catch(noop);
    if (response?.ok) return;
    await sleep(50, undefined, { signal });
  }
}

async function untilSaysSo(child: ChildProcess, signal: AbortSignal): Promise<void> {
  for await (const [message] of on(child, 'message', { signal })) if (message === 'ready') return;
}

async function within(milliseconds: number, work: Promise<void>, otherwise: string): Promise<void> {
  const timer = new AbortController();
  const timeout = sleep(milliseconds, undefined, { signal: timer.signal }).then(() => {
    throw new StartError(otherwise);
  });
  timeout.catch(noop);
  try {
    await Promise.race([work, timeout]);
  } finally {
    timer.abort();
  }
}

function unlessAborted(signal: AbortSignal, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject);
  });
}

function endOnSignals(end: AbortController, parts: Part[]): void {
  let firstAt = 0;
  const onSignal = () => {
    if (firstAt === 0) {
      firstAt = Date.now();
      say('Stopping');
      end.abort(interrupted);
    } else if (Date.now() - firstAt > sameKeystroke) {
      for (const part of parts) part.kill();
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  if (process.env.npm_lifecycle_event) {
    // An npm that is killed cannot hand that on.
    const npm = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === npm) return;
      clearInterval(watch);
      onSignal();
    }, 200).unref();
  }
  // A terminal that was closed is no reason to leave things running.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', noop);
}
