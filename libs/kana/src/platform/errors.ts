/** What went wrong, in words that no transport is needed for. The api turns a kind into a status in one place. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'overloaded'
  | 'unavailable';

/** One fault of an input: where it is and how to mend it. */
export interface Fault {
  /** Dotted path into the input, '' for the whole. */
  path: string;
  message: string;
}

/** Every error that a caller is meant to see. Anything else is a bug and answers 500. */
export class DomainError extends Error {
  override name = 'DomainError';

  constructor(
    readonly kind: ErrorKind,
    /** Stable word for programs, such as `feature_exists`. */
    readonly code: string,
    message: string,
    readonly details: {
      faults?: readonly Fault[];
      /** Seconds after which a retry may help. Absent: a retry does not help. */
      retryAfter?: number;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
  }
}
