import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type InputType, type ZlibOptions } from 'node:zlib';
import { DomainError, parseBody } from '#libs/kana';
import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { surfaceOf } from './surface.js';

/** Largest body, before and after inflation. Segment's libraries cut their batches at 500 KB. */
export const bodyLimit = 1024 * 1024;

/** Largest body of the webhook: up to 4,000 events in one array. */
export const webhookBodyLimit = 16 * 1024 * 1024;

/** Most bytes of bodies, inflated, that are worked on at once: memory stays bounded whatever is sent. */
const workingBytes = 64 * 1024 * 1024;

/** The one route of /api that takes a file. */
export const csvRoute = '/api/users/import';

/** The one route of /api that reads its body itself: YAML, or JSON, whose faults then have lines as well. */
const ruleFileRoute = '/api/rules/import';

/** Stands for whatever type a call of ingestion names, so that Fastify finds its parser by an exact name. */
const ingestionType = 'application/x-ingestion';

/** Deepest nesting of a body of /api. */
const maxApiDepth = 64;

/**
 * One parser for every body. Ingestion asks for no content type, since browser libraries send text/plain, Rudder's
 * sends gzip as a form, and curl calls everything a form; /api wants JSON.
 */
export function acceptBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addHook('onRoute', (route) => {
    if (route.url === '/segment/events') route.bodyLimit = webhookBodyLimit;
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (surfaceOf(request.url) === 'ingestion') request.raw.headers['content-type'] = ingestionType;
    done();
  });
  fastify.addContentTypeParser('text/csv', (request, file, done) => {
    // As it comes: a file may be larger than memory.
    if (!request.is404 && request.routeOptions.url === csvRoute) done(null, file);
    else done(notJson());
  });
  const room = new Room(workingBytes);
  // Every answer passes here, those to faults too. For onResponse Fastify would listen to each answer's end.
  fastify.addHook('onSend', (request, _reply, payload, done) => {
    room.leave(request);
    done(null, payload);
  });
  fastify.addContentTypeParser(
    [ingestionType, '*'],
    { parseAs: 'buffer' },
    (request, bytes: Buffer, done) => {
      const inflated = request.is404 ? null : inflateBody(request, bytes);
      if (inflated) {
        inflated.then((plain) => readBody(request, plain, room)).then((value) => done(null, value), done);
      } else {
        // Most bodies are not packed, and wait for nothing. Fastify answers what is thrown.
        const value = readBody(request, bytes, room);
        done(null, value);
      }
    },
  );
}

/** What is worked on, by request. */
class Room {
  private readonly taken = new Map<FastifyRequest, number>();
  private sum = 0;

  constructor(private readonly size: number) {}

  /** @throws DomainError `overloaded` where there is no room; a single body always has some. */
  enter(request: FastifyRequest, bytes: number): void {
    if (this.sum > 0 && this.sum + bytes > this.size) {
      const message = 'Too much is being taken in at once. Send this call again later.';
      throw new DomainError('overloaded', 'too_many_bytes', message, { retryAfter: 1 });
    }
    this.taken.set(request, bytes);
    this.sum += bytes;
  }

  leave(request: FastifyRequest): void {
    this.sum -= this.taken.get(request) ?? 0;
    this.taken.delete(request);
  }
}

function readBody(request: FastifyRequest, bytes: Buffer, room: Room): unknown {
  if (request.is404) return undefined;
  room.enter(request, bytes.length);
  const whole = bytes.toString('utf8');
  const text = whole.startsWith(byteOrderMark) ? whole.slice(1) : whole;
  if (text.trim() === '') return undefined;
  if (surfaceOf(request.url) === 'ingestion') return readJson(text, parseBody);
  const type = mediaType(request);
  const isFile = request.routeOptions.url === ruleFileRoute;
  const isTaken = /^(application\/([\w.-]+\+)?json)?$/.test(type) || (isFile && isYaml(type));
  if (!isTaken) throw isFile ? notYaml() : notJson();
  if (isFile) return text;
  const value: unknown = readJson(text, JSON.parse);
  if (!nestsWithin(value, maxApiDepth)) {
    throw new DomainError('invalid', 'nested_too_deep', `A body nests at most ${maxApiDepth} levels.`);
  }
  return value;
}

const notJson = () =>
  new UnsupportedMediaTypeException('The body must be JSON: send it with content-type application/json.');

const notYaml = () =>
  new UnsupportedMediaTypeException(
    'The body must be YAML or JSON: send it with content-type application/yaml or application/json.',
  );

const isYaml = (type: string): boolean => /^(application|text)\/(x-)?yaml$/.test(type);

const mediaType = (request: FastifyRequest): string =>
  (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();

const byteOrderMark = '\ufeff';

type Inflater = (bytes: InputType, options: ZlibOptions) => Promise<Buffer>;

const unzip: Inflater = promisify(gunzip);
const inflaters = new Map<string, Inflater>([
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/**
 * The body without its compression; null where it has none. gzip is known by its first bytes, whatever the label says;
 * the others by their label, where it is true.
 */
function inflateBody(request: FastifyRequest, bytes: Buffer): Promise<Buffer> | null {
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const label = request.headers['content-encoding'];
  const inflater = zipped ? unzip : label && inflaters.get(label.trim().toLowerCase());
  if (!inflater) return null;
  const limit = request.routeOptions.bodyLimit;
  return inflater(bytes, { maxOutputLength: limit }).catch((error: unknown) => {
    if (isTooLarge(error)) {
      const message = `The body has more than ${limit} bytes after inflation.`;
      throw new DomainError('too_large', 'body_too_large', message);
    }
    if (zipped) throw new DomainError('invalid', 'bad_encoding', 'The body begins like gzip and is none.');
    return bytes;
  });
}

const isTooLarge = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';

function readJson<T>(text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [position] = /at position \d+/.exec(error.message) ?? [];
    throw new DomainError(
      'invalid',
      'not_json',
      `The body is not JSON${position ? `: wrong ${position}` : ''}.`,
    );
  }
}

const nestsWithin = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((part) => nestsWithin(part, levels - 1)));
