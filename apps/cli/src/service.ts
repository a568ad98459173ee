import { nodeFlags, StartError } from '#libs/kana';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { LogFile } from './log-file.js';

export interface ServiceOptions {
  name: string;
  script: string;
  environment: NodeJS.ProcessEnv;
  log: LogFile;
  /** Prints one line for the person at the terminal. */
  say: (line: string) => void;
  /** Resolves when the process works; polled or awaited for each new process. */
  untilReady: (process: ChildProcess, signal: AbortSignal) => Promise<void>;
  /** Called when it ended before it was ever ready; may throw a better explanation. */
  explainEnd?: () => Promise<void>;
}

/** Ends in a row, before it was ever ready, after which there is no hope. */
const hopeless = 3;
const longestPause = 30_000;
/** A process that lived this long was well. */
const wellAfter = 60_000;
/** What a process may take to finish its requests or its batch. */
const stopPatience = 20_000;

const logLineSchema = z.object({ level: z.enum(['warn', 'error', 'fatal']), message: z.unknown() });

/** One of our own processes, kept running until `stop`. */
export class Service {
  /** Rejects when it ends again and again without ever getting ready. */
  readonly ready: Promise<void>;
  private readonly stopped = new AbortController();
  private readonly finished: Promise<void>;
  private child: ChildProcess | undefined;
  private wasReady = false;
  private lastWords = '';

  constructor(private readonly options: ServiceOptions) {
    let resolveReady: () => void = () => undefined;
    let rejectReady: (error: unknown) => void = () => undefined;
    this.ready = new Promise((resolve, reject) => {
      resolveReady = resolve;
      rejectReady = reject;
    });
    this.ready.catch(() => undefined); // who waits for it may have been stopped meanwhile
    this.finished = this.keepRunning(resolveReady).catch(rejectReady);
  }

  /** Lets it finish what it is at. */
  async stop(): Promise<void> {
    this.stopped.abort();
    this.child?.kill('SIGTERM');
    const timer = setTimeout(() => this.kill(), stopPatience);
    await this.finished;
    clearTimeout(timer);
  }

  kill(): void {
    this.stopped.abort();
    this.child?.kill('SIGKILL');
  }

  private isStopped(): boolean {
    return this.stopped.signal.aborted;
  }

  private async keepRunning(onReady: () => void): Promise<void> {
    for (let quickEnds = 0; !this.stopped.signal.aborted;) {
      const startedAt = Date.now();
      const end = await this.runOnce(() => {
        this.wasReady = true;
        onReady();
      });
      if (this.isStopped()) return;
      quickEnds = Date.now() - startedAt < wellAfter ? quickEnds + 1 : 1;
      if (!this.wasReady) {
        await this.options.explainEnd?.();
        if (quickEnds === hopeless) throw new StartError(this.report(`does not start: it ${end}`));
      }
      const pause = Math.min(longestPause, 500 * 2 ** (quickEnds - 1));
      if (this.wasReady) this.options.say(this.report(`${end} and starts again in ${pause / 1000} s`));
      await sleep(pause, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
  }

  /** Runs one process to its end and says how it ended. */
  private async runOnce(onReady: () => void): Promise<string> {
    this.lastWords = '';
    const child = fork(this.options.script, {
      env: this.options.environment,
      execArgv: nodeFlags,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true, // a Ctrl-C in the terminal reaches us alone, and we stop everything in order
    });
    this.child = child;
    const ended = new AbortController();
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.hear(line));
    }
    this.options.untilReady(child, ended.signal).then(onReady, () => undefined);
    try {
      const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
      return signal ? `was ended by ${signal}` : `ended with code ${code}`;
    } catch (error) {
      return `could not be run: ${(error as Error).message}`; // no memory or no process left, say
    } finally {
      ended.abort();
    }
  }

  private hear(line: string): void {
    this.options.log.write(`${line}\n`);
    if (/\w/.test(line) && !/^\s+at |^Node\.js v/.test(line)) this.lastWords = line;
    const entry = logLineSchema.safeParse(parseJson(line));
    if (!entry.success) return;
    this.lastWords = firstLine(entry.data.message);
    if (!this.isStopped()) this.options.say(`${this.options.name}: ${this.lastWords}`);
  }

  private report(what: string): string {
    const words = this.lastWords ? ` (${this.lastWords})` : '';
    return `The ${this.options.name} ${what}${words}. Its log: ${this.options.log.path}`;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function firstLine(message: unknown): string {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return (text.split('\n')[0] ?? '').slice(0, 300);
}
