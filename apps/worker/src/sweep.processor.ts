import { type Jobs, SweepService } from '#libs/kana';
import { InjectQueue, Processor } from '@nestjs/bullmq';
import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { JobProcessor } from './job-processor.js';
import { workerOptions } from './worker-options.js';

const everyMs = 2_000;

@Processor('sweep', { ...workerOptions, concurrency: 1 })
export class SweepProcessor extends JobProcessor implements OnApplicationBootstrap {
  constructor(
    private readonly sweeper: SweepService,
    @InjectQueue('sweep') private readonly queue: Queue<Jobs['sweep']>,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    const traceless = { removeOnComplete: true, removeOnFail: { count: 10 } };
    this.queue
      .upsertJobScheduler('sweep', { every: everyMs }, { name: 'sweep', data: {}, opts: traceless })
      .catch((error: unknown) => this.logger.error(`The sweep is not scheduled: ${String(error)}`));
  }

  override async process(): Promise<void> {
    await this.sweeper.sweep(new Date());
  }
}
