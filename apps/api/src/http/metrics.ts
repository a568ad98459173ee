import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** What /metrics tells: of the process, and sums over all environments. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();

  private readonly ingestedCalls = new Counter({
    name: 'kana_ingest_calls_total',
    help: 'Segment calls by what became of them: accepted, duplicate, ignored or dropped.',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });

  readonly streamListeners = new Gauge({
    name: 'kana_stream_listeners',
    help: 'Open streams of events.',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Counted once a request: a look-up by label for each call would cost more than judging it. */
  countCalls(results: readonly { status: string }[]): void {
    const counts = new Map<string, number>();
    for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1);
    for (const [outcome, count] of counts) this.ingestedCalls.inc({ outcome }, count);
  }

  readonly contentType = this.registry.contentType;

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
