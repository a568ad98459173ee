import { STATUS_CODES } from 'node:http';
import { expect } from '@jest/globals';
import { z } from 'zod';
import type { TestServer } from '../harness.js';

export interface Answer {
  status: number;
  body: any;
  headers: Headers;
}

/** An id of the right form that nothing has. */
export const noId = '00000000-0000-4000-8000-000000000000';

/** The path of a resource, its ids encoded: pathOf`/api/features/${id}`. */
export const pathOf = (parts: TemplateStringsArray, ...ids: string[]): string =>
  String.raw({ raw: parts }, ...ids.map(encodeURIComponent));

export const queryOf = (parameters: Record<string, string>): string =>
  new URLSearchParams(parameters).toString();

/** A call with exactly these headers and bytes. */
export async function send(
  server: TestServer,
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const response = await fetch(server.origin + path, {
    method,
    headers: options.headers ?? {},
    // As bytes: fetch labels a string by itself.
    ...(options.body === undefined ? {} : { body: Buffer.from(options.body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null, headers: response.headers };
}

/** Fails unless the answer is an error as RFC 9457 shapes it, with these faults (by path) and no others. */
export function expectProblem(
  answer: Answer,
  status: number,
  code: string,
  faults: readonly string[] = [],
): void {
  const { faults: told = [], ...problem } = answer.body as { faults?: { path: string; message: string }[] };
  expect({ ...problem, paths: told.map(({ path }) => path).sort() }).toEqual({
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: expect.stringMatching(/./),
    code,
    paths: [...faults].sort(),
  });
  for (const fault of told) expect(fault).toEqual({ path: fault.path, message: expect.stringMatching(/./) });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
}

/** Every page of a list, one after the other; `between` runs after each. */
export async function pagesOf(
  server: TestServer,
  path: string,
  limit: number,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<any[]> {
  const items: any[] = [];
  const cursors = new Set<string>();
  let cursor: string | null = null;
  do {
    const query = queryOf({ limit: String(limit), ...(cursor !== null && { cursor }) });
    const answer = await server.call('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`);
    expect(answer.status).toBe(200);
    const { data, nextCursor } = answer.body as { data: any[]; nextCursor: string | null };
    // Only the last page may have room left.
    if (nextCursor === null) expect(data.length).toBeLessThanOrEqual(limit);
    else expect(data).toHaveLength(limit);
    items.push(...data);
    // A cursor that comes again would go round for ever.
    expect(cursors).not.toContain(nextCursor);
    if (nextCursor !== null) cursors.add(nextCursor);
    cursor = nextCursor;
    await between();
  } while (cursor !== null);
  return items;
}

/** Puts a key of the test environment into the database. */
export async function addKey(
  server: TestServer,
  key: string,
  scope: 'admin' | 'ingest' = 'admin',
): Promise<string> {
  await server.sql(
    `insert into api_keys (environment_id, name, scope, hash) values (1, 'a test''s own', $1, sha256($2))`,
    [scope, Buffer.from(key)],
  );
  return key;
}

export interface Operation {
  parameters?: { name: string; in: string; schema: object }[];
  requestBody?: { content: Record<string, { schema: any }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: any }> }>;
}

export interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

export async function readDocument(server: TestServer): Promise<Document> {
  return (await server.call('GET', '/openapi.json')).body as Document;
}

/** The operations of /api, named as in `GET /api/features/{id}`. */
export const apiOperations = (document: Document): Map<string, Operation> =>
  new Map(
    Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/api/'))
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation]),
      ),
  );

/** What checks a value by a schema of the document. */
export function checkerOf(document: Document, schema: object): z.ZodType {
  // Where the converter looks for what a schema refers to.
  const local = (value: object) =>
    JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/definitions/')) as object;
  return z.fromJSONSchema(
    { ...local(schema), definitions: local(document.components.schemas) },
    { defaultTarget: 'openapi-3.0' },
  );
}
