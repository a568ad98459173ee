import { StartError } from '#libs/kana';
import { setTimeout as sleep } from 'node:timers/promises';

/** Refusals for the moment, each with a Retry-After: too much waits to be stored, or the database is away. */
const busy = [429, 503];
const attempts = 60;

interface Options {
  body?: unknown;
  /** Of a body that is text, which goes as it is. */
  type?: string;
  /** Statuses that are no failure: the answer is then null. */
  unless?: readonly number[];
}

/** The public API of a server, with one key. */
export class KanaClient {
  constructor(
    private readonly origin: string,
    private readonly key: string,
  ) {}

  /** Waits as long as the server asks. @throws StartError where it refuses, and where none answers. */
  async call<T>(method: string, path: string, options: Options = {}): Promise<T> {
    const { body, type = 'application/json', unless = [] } = options;
    const request = {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    };
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.send(path, request);
      const text = await response.text();
      if (response.ok) return readJson(text) as T;
      if (unless.includes(response.status)) return null as T;
      if (!busy.includes(response.status) || attempt === attempts)
        throw refused(`${method} ${path}`, response.status, text);
      await sleep(1_000 * (Number(response.headers.get('retry-after')) || 1));
    }
  }

  /** Every entry of a list. */
  async list<T>(path: string): Promise<T[]> {
    const all: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = new URLSearchParams({ limit: '200', ...(cursor ? { cursor } : {}) });
      const page: { data: T[]; nextCursor: string | null } = await this.call(
        'GET',
        `${path}?${query.toString()}`,
      );
      all.push(...page.data);
      cursor = page.nextCursor;
    }
    return all;
  }

  private async send(path: string, request: RequestInit): Promise<Response> {
    try {
      return await fetch(this.origin + path, request);
    } catch {
      throw new StartError(
        `No server answers at ${this.origin}. Start one with npm start, or name its address in KANA_URL.`,
      );
    }
  }
}

/** A server that is not ours may answer anything. */
function readJson(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    throw new StartError('The answer is no JSON: is KANA_URL the address of a Kana server?');
  }
}

function refused(what: string, status: number, text: string): StartError {
  return status === 401
    ? new StartError("The server does not know this key: it is another installation's, or was revoked.")
    : new StartError(`${what} was answered with ${status}: ${text.slice(0, 1_000)}`);
}
