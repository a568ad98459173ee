import { STATUS_CODES } from 'node:http';
import { DomainError, type ErrorKind, type Fault } from '#libs/kana';
import { HttpException } from '@nestjs/common';
import type { FastifyError } from 'fastify';
import { z } from 'zod';

/** An error as it is told: what both surfaces make their answer of. */
export interface Problem {
  status: number;
  code: string;
  message: string;
  faults?: readonly Fault[] | undefined;
  /** Seconds after which a retry may help. */
  retryAfter?: number | undefined;
}

const statuses: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  overloaded: 429,
  unavailable: 503,
};

/** Errors of the framework, before any of our code ran. */
const frameworkCodes: Record<number, string> = {
  404: 'no_such_route',
  413: 'body_too_large',
  414: 'path_too_long',
  415: 'unsupported_media_type',
};

/** An error that nobody foresaw: it is logged, and not told. */
export const bug: Problem = {
  status: 500,
  code: 'internal_error',
  message: 'Something went wrong here. It was logged.',
};

const outage: Problem = {
  status: 503,
  code: 'unavailable',
  message: 'The database does not answer. Try again later.',
  retryAfter: 2,
};

export function problemOf(error: unknown): Problem {
  if (error instanceof DomainError) {
    const { kind, code, message, details } = error;
    return { status: statuses[kind], code, message, faults: details.faults, retryAfter: details.retryAfter };
  }
  return frameworkProblem(error) ?? (isOutage(error) ? outage : bug);
}

/** What Nest and Fastify refuse themselves. */
function frameworkProblem(error: unknown): Problem | null {
  const { statusCode, message } = error as FastifyError;
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  const refused = status !== undefined && status >= 400 && status < 500;
  return refused ? { status, code: frameworkCodes[status] ?? 'bad_request', message } : null;
}

/** PostgreSQL cannot be reached, or stops: class 08, 57P0x and 53300 of its codes, or an error of the socket or the pool. */
function isOutage(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (
    /^(08|57P0|53300|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE)/.test(code ?? '') ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
      message,
    )
  );
}

const faultsSchema = z
  .array(z.object({ path: z.string(), message: z.string() }))
  .optional()
  .describe('Every fault of the input, with its path.');

export const problemSchema = z
  .object({
    type: z.string().describe('Always `about:blank`: `code` says what happened.'),
    title: z.string().describe('The status in words.'),
    status: z.int(),
    detail: z.string().describe('What happened, for people.'),
    code: z.string().describe('What happened, for programs.'),
    faults: faultsSchema,
  })
  .describe('An error, as application/problem+json (RFC 9457).');

export const problemDetails = ({
  status,
  code,
  message,
  faults,
}: Problem): z.infer<typeof problemSchema> => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail: message,
  code,
  ...(faults && { faults: [...faults] }),
});

export const ingestionErrorSchema = z.object({
  success: z.literal(false),
  code: z.string().describe('What happened, for programs.'),
  message: z.string().describe('What happened, for people.'),
  error: z.string().describe('The same as `message`.'),
  faults: faultsSchema,
});

/** Clients read different words of an error: Python `code` and `message`, Ruby `error`, Segment `message`. */
export const ingestionError = ({ code, message, faults }: Problem): z.infer<typeof ingestionErrorSchema> => ({
  success: false,
  code,
  message,
  error: message,
  ...(faults && { faults: [...faults] }),
});
