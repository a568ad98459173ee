import { Bells, type Jobs, ReapplyService } from '#libs/kana';
import { Processor } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { JobProcessor } from './job-processor.js';
import { Stopping } from './stopping.js';
import { workerOptions } from './worker-options.js';

@Processor('reapply', workerOptions)
export class ReapplyProcessor extends JobProcessor {
  constructor(
    private readonly reapply: ReapplyService,
    private readonly bells: Bells,
    private readonly stopping: Stopping,
  ) {
    super();
  }

  override async process({ data: { application, partition } }: Job<Jobs['reapply']>): Promise<void> {
    const unfinished = await this.reapply.walk(application, partition, this.stopping.turn());
    if (unfinished) this.bells.reapply(application, [partition]);
  }
}
