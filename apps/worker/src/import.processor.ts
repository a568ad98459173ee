import { Imports, type Jobs } from '#libs/kana';
import { Processor } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { JobProcessor } from './job-processor.js';
import { Stopping } from './stopping.js';
import { workerOptions } from './worker-options.js';

@Processor('import', { ...workerOptions, concurrency: 1 })
export class ImportProcessor extends JobProcessor {
  constructor(
    private readonly imports: Imports,
    private readonly stopping: Stopping,
  ) {
    super();
  }

  override async process({ data }: Job<Jobs['import']>): Promise<void> {
    await this.imports.run(data.import, this.stopping.stopped());
  }
}
