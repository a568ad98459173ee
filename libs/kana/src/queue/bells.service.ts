import { setTimeout as sleep } from 'node:timers/promises';
import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { Jobs } from './jobs.js';

/** Least time between two rings of one process: bells that come meanwhile are rung together. */
const restMs = 30;

/** How long a start waits for the queue. Without one, events are taken all the same. */
const patienceMs = 2_000;

/** Rung jobs leave no trace: what was done stands in the tables. */
const traceless = { removeOnComplete: true, removeOnFail: { count: 100 } };

/**
 * Rings for the worker. PostgreSQL is the truth and the queue only a bell: a bell that cannot be rung is logged
 * and forgotten, and the sweep finds the work seconds later.
 */
@Injectable()
export class Bells implements OnModuleInit {
  private readonly logger = new Logger(Bells.name);
  private waiting = new Set<number>();
  private ringing: Promise<void> | undefined;

  constructor(
    @InjectQueue('attribute') private readonly attributeQueue: Queue<Jobs['attribute']>,
    @InjectQueue('reapply') private readonly reapplyQueue: Queue<Jobs['reapply']>,
    @InjectQueue('import') private readonly importQueue: Queue<Jobs['import']>,
    @InjectQueue('sweep') private readonly sweepQueue: Queue,
  ) {
    // BullMQ prints the whole error of a connection where nobody listens.
    for (const queue of this.queues()) {
      queue.on('error', (error) => this.logger.warn(`The queue does not answer: ${error.message}`));
    }
  }

  /** While BullMQ makes its tables in PostgreSQL, a lost connection would end the process: nobody hears its error. */
  async onModuleInit(): Promise<void> {
    const ready = Promise.allSettled(this.queues().map((queue) => queue.waitUntilReady()));
    await Promise.race([ready, sleep(patienceMs, undefined, { ref: false })]);
  }

  private queues(): Queue[] {
    return [this.attributeQueue, this.reapplyQueue, this.importQueue, this.sweepQueue];
  }

  /** Events are pending in these partitions. Returns at once. */
  attribute(partitions: Iterable<number>): void {
    for (const partition of partitions) this.waiting.add(partition);
    this.ringing ??= this.ringWaiting().finally(() => (this.ringing = undefined));
  }

  /** A retroactive run has work in these partitions. Returns at once. */
  reapply(application: string, partitions: Iterable<number>): void {
    const jobs = [...partitions].map((partition) => ({
      name: 'reapply',
      data: { application, partition },
      opts: { ...traceless, deduplication: { id: `${application}.${partition}`, keepLastIfActive: true } },
    }));
    void this.reapplyQueue.addBulk(jobs).catch((error: unknown) => this.missed(error));
  }

  /** An import has work. Returns at once. While it is at work, a bell changes nothing. */
  import(id: string): void {
    void this.importQueue
      .add('import', { import: id }, { ...traceless, deduplication: { id } })
      .catch((error: unknown) => this.missed(error));
  }

  private async ringWaiting(): Promise<void> {
    while (this.waiting.size > 0) {
      const jobs = [...this.waiting].map((partition) => ({
        name: 'attribute',
        data: { partition },
        // At most one waiting bell a partition, and one more when it rings during a run.
        opts: { ...traceless, deduplication: { id: `p${partition}`, keepLastIfActive: true } },
      }));
      this.waiting.clear();
      await this.attributeQueue.addBulk(jobs).catch((error: unknown) => this.missed(error));
      await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  }

  private missed(error: unknown): void {
    this.logger.warn(`The queue does not answer, the sweep will find the work: ${String(error)}`);
  }
}
