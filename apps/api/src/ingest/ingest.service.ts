import {
  type CallType,
  DomainError,
  type EnvironmentId,
  type Envelope,
  EventWriter,
  type JsonBody,
  judgeCall,
  maxEventBytes,
  type NewEvent,
  openBody,
  type OpenedBody,
  storableJson,
  type Verdict,
  type WriteOutcome,
} from '#libs/kana';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Authentication } from '../http/authentication.js';
import { offeredKeys } from '../http/credentials.js';
import { Metrics } from '../http/metrics.js';
import type { BatchReceipt, CallResult, Receipt } from './receipts.js';

/** What a route takes. */
export interface IngestRoute {
  /** The call that it stands for; absent where each call names its own. */
  type?: CallType;
  /** Whether it takes `{batch: […]}` or an array only. */
  batchOnly?: boolean;
  /** Most calls of one request. */
  maxCalls: number;
}

/** Most JSON that one request may store: a batch's context is repeated in each of its calls. */
const maxStoredLength = 32 * 1024 * 1024;

const noBody: JsonBody = { value: undefined, texts: null };

/** Faulty calls of a refused batch that its message names; `faults` has them all. */
const namedCalls = 5;

@Injectable()
export class IngestService {
  constructor(
    private readonly authentication: Authentication,
    private readonly events: EventWriter,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Takes the calls of a request. Resolves after they are stored.
   * @throws DomainError `invalid` for a single call that is dropped and for a batch of which every call is: never for
   * a batch because of some of its calls, since libraries throw a refused batch away whole.
   */
  async receive(request: FastifyRequest, route: IngestRoute): Promise<Receipt | BatchReceipt> {
    const { environment, single, verdicts } = await this.judge(request, route);
    const results = resultsOf(verdicts, await this.store(environment, verdicts));
    this.metrics.countCalls(results);
    refuseIfAllDropped(single, verdicts);
    return single ? receiptOf(results) : batchReceiptOf(results);
  }

  /** On its own, so that the parsed body, several times its text, does not live until the commit. */
  private async judge(request: FastifyRequest, route: IngestRoute) {
    const receivedAt = new Date();
    const body = openBody((request.body as JsonBody | undefined) ?? noBody);
    const { environment } = await this.authentication.grant(offeredKeys(request.headers, body.writeKey));
    checkBody(body, route);
    const { sentAt, context, integrations } = body.envelope;
    const verdicts = judgeAll(body, { receivedAt, type: route.type, sentAt, context, integrations });
    request.body = undefined;
    return { environment, single: body.single, verdicts };
  }

  /** Stores the events and counts the other calls. */
  private async store(environment: EnvironmentId, verdicts: readonly Verdict[]): Promise<WriteOutcome[]> {
    const events: NewEvent[] = [];
    const tally = { dropped: 0, ignored: 0 };
    for (const verdict of verdicts) {
      if (verdict.kind === 'event') events.push(verdict.event);
      else tally[verdict.kind] += 1;
    }
    const written = this.events.write(environment, events, tally);
    // Where nothing is to be stored, the answer does not depend on the store.
    return events.length > 0 ? written : written.catch(() => []);
  }
}

function checkBody({ single, calls, envelope }: OpenedBody, { batchOnly, maxCalls }: IngestRoute): void {
  if (single && batchOnly) {
    const faults = [{ path: 'batch', message: 'must be an array of calls' }];
    throw new DomainError('invalid', 'bad_request', 'batch must be an array of calls.', { faults });
  }
  if (calls.length === 0) throw new DomainError('invalid', 'empty_batch', 'The batch has no calls.');
  if (calls.length > maxCalls) {
    throw new DomainError('too_large', 'too_many_calls', `A request takes at most ${maxCalls} calls.`);
  }
  const { context, integrations } = envelope;
  const sharesNothing = context === undefined && integrations === undefined;
  if (!sharesNothing && storableJson([context, integrations]).length > maxEventBytes) {
    throw new DomainError(
      'invalid',
      'event_too_large',
      `What a batch adds to each call must be at most ${maxEventBytes} bytes.`,
    );
  }
}

function judgeAll({ calls, texts }: OpenedBody, envelope: Envelope): Verdict[] {
  let room = maxStoredLength;
  return calls.map((call, index) => {
    const verdict = judgeCall(call, envelope, texts?.[index]);
    if (verdict.kind === 'event') room -= verdict.event.payload.length;
    if (room < 0)
      throw new DomainError('too_large', 'body_too_large', 'The calls of this batch are too large together.');
    return verdict;
  });
}

function resultsOf(verdicts: readonly Verdict[], outcomes: readonly WriteOutcome[]): CallResult[] {
  let written = 0;
  return verdicts.map((verdict) => {
    switch (verdict.kind) {
      case 'event':
        return { messageId: verdict.event.messageId, status: outcomes[written++]! };
      case 'ignored':
        return { messageId: verdict.messageId, status: 'ignored' };
      case 'dropped':
        return { messageId: verdict.messageId, status: 'dropped', reason: reasonOf(verdict) };
    }
  });
}

type Dropped = Extract<Verdict, { kind: 'dropped' }>;

const reasonOf = ({ faults }: Dropped): string =>
  faults.map(({ path, message }) => `${path || 'the call'} ${message}`).join('; ');

function refuseIfAllDropped(single: boolean, verdicts: readonly Verdict[]): void {
  const dropped = verdicts.filter((verdict) => verdict.kind === 'dropped');
  const [first] = dropped;
  if (!first || dropped.length < verdicts.length) return;
  if (single)
    throw new DomainError('invalid', first.code, `Dropped: ${reasonOf(first)}.`, { faults: first.faults });
  const named = dropped.slice(0, namedCalls).map((verdict, index) => `${index}: ${reasonOf(verdict)}`);
  const more = dropped.length > namedCalls ? `; and ${dropped.length - namedCalls} more` : '';
  const faults = dropped.flatMap((verdict, index) =>
    verdict.faults.map(({ path, message }) => ({ path: path ? `${index}.${path}` : String(index), message })),
  );
  throw new DomainError('invalid', first.code, `Every call was dropped. ${named.join('; ')}${more}.`, {
    faults,
  });
}

function receiptOf([result]: readonly CallResult[]): Receipt {
  const { status } = result!;
  return status === 'accepted' || status === 'dropped' ? { success: true } : { success: true, status };
}

function batchReceiptOf(results: CallResult[]): BatchReceipt {
  const count = (status: CallResult['status']) => results.filter((result) => result.status === status).length;
  return {
    success: true,
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    dropped: count('dropped'),
    results,
  };
}
