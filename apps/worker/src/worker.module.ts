import { KanaModule, type Settings } from '#libs/kana';
import { type DynamicModule, Module } from '@nestjs/common';
import { AttributeProcessor } from './attribute.processor.js';
import { ImportProcessor } from './import.processor.js';
import { ReapplyProcessor } from './reapply.processor.js';
import { Stopping } from './stopping.js';
import { SweepProcessor } from './sweep.processor.js';

@Module({})
export class WorkerModule {
  static forRoot(settings: Settings & { DATABASE_URL: string }): DynamicModule {
    return {
      module: WorkerModule,
      imports: [KanaModule.forRoot(settings)],
      providers: [Stopping, AttributeProcessor, ReapplyProcessor, ImportProcessor, SweepProcessor],
    };
  }
}
