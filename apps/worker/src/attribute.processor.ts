import { AttributionService, Bells, type Jobs } from '#libs/kana';
import { Processor } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { JobProcessor } from './job-processor.js';
import { Stopping } from './stopping.js';
import { workerOptions } from './worker-options.js';

@Processor('attribute', workerOptions)
export class AttributeProcessor extends JobProcessor {
  constructor(
    private readonly attribution: AttributionService,
    private readonly bells: Bells,
    private readonly stopping: Stopping,
  ) {
    super();
  }

  override async process({ data: { partition } }: Job<Jobs['attribute']>): Promise<void> {
    const unfinished = await this.attribution.drain(partition, this.stopping.turn());
    if (unfinished) this.bells.attribute([partition]);
  }
}
