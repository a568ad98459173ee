import { KanaModule, type Settings } from '#libs/kana';
import { type DynamicModule, Module } from '@nestjs/common';
import { EventStreams } from './events/event-streams.service.js';
import { Admission } from './http/admission.js';
import { Authentication } from './http/authentication.js';
import { HealthController } from './http/health.controller.js';
import { MetricsController } from './http/metrics.controller.js';
import { Metrics } from './http/metrics.js';
import { BrowserController } from './ingest/browser.controller.js';
import { IngestService } from './ingest/ingest.service.js';
import { SegmentController } from './ingest/segment.controller.js';
import { TrackingController } from './ingest/tracking.controller.js';
import { resources } from './resources.js';
import { SessionController } from './session/session.controller.js';
import { SignInAttempts } from './session/sign-in-attempts.js';

@Module({})
export class ApiModule {
  static forRoot(settings: Settings & { DATABASE_URL: string }): DynamicModule {
    return {
      module: ApiModule,
      imports: [KanaModule.forRoot(settings)],
      controllers: [
        SegmentController,
        TrackingController,
        BrowserController,
        ...resources,
        SessionController,
        HealthController,
        MetricsController,
      ],
      providers: [Authentication, Admission, SignInAttempts, EventStreams, Metrics, IngestService],
    };
  }
}
