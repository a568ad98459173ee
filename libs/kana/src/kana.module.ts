import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { entities } from './entities.js';
import { EventRepository } from './events/event.repository.js';
import { EventWriter } from './events/event-writer.service.js';
import { Partitions } from './events/partitions.service.js';
import { FeatureRepository } from './mapping/feature.repository.js';
import { RuleRepository } from './mapping/rule.repository.js';
import { BillingCustomers } from './imports/billing-customers.service.js';
import { CsvFiles } from './imports/csv-files.service.js';
import { ImportRepository } from './imports/import.repository.js';
import { Imports } from './imports/imports.service.js';
import { InboxRepository } from './inbox/inbox.repository.js';
import { UnmappedInbox } from './inbox/inbox.service.js';
import { StatusService } from './inbox/status.service.js';
import { RuleSets } from './mapping/rule-sets.service.js';
import { ApiKeyRepository } from './platform/api-key.repository.js';
import { ApiKeyService } from './platform/api-key.service.js';
import { databaseOptions } from './platform/database.js';
import { SessionRepository } from './platform/session.repository.js';
import { Sessions } from './platform/sessions.service.js';
import type { Settings } from './platform/settings.js';
import { PreviewRepository } from './preview/preview.repository.js';
import { RulePreview } from './preview/preview.service.js';
import { RuleFiles } from './rules-as-code/rule-files.service.js';
import { QueueModule } from './queue/queue.module.js';
import { ApplicationRepository } from './reapply/application.repository.js';
import { MappingChanges } from './reapply/mapping-changes.service.js';
import { ReapplyService } from './reapply/reapply.service.js';
import { RetractRepository } from './reapply/retract.repository.js';
import { RetractService } from './reapply/retract.service.js';
import { Runs } from './reapply/runs.service.js';
import { SweepService } from './reapply/sweep.service.js';
import { AttributionRepository } from './usage/attribution.repository.js';
import { AttributionService } from './usage/attribution.service.js';
import { ConservationRepository } from './usage/conservation.repository.js';
import { ConservationService } from './usage/conservation.service.js';
import { EventExplainer } from './usage/event-explainer.service.js';
import { EventReader } from './usage/event-reader.repository.js';
import { UsageFiles } from './usage/usage-files.service.js';
import { UsageRecords } from './usage/usage-records.repository.js';
import { EventTail } from './usage/event-tail.repository.js';
import { OverlapRepository } from './usage/overlap.repository.js';
import { Overlaps } from './usage/overlaps.service.js';
import { UsageRepository } from './usage/usage.repository.js';
import { UserUsage } from './usage/user-usage.service.js';
import { UserAccounts } from './users/user-accounts.service.js';
import { UserChanges } from './users/user-changes.service.js';
import { UserDirectory } from './users/user-directory.service.js';
import { UserHolds } from './users/user-holds.service.js';
import { UserMergeRepository } from './users/user-merge.repository.js';
import { UserRepository } from './users/user.repository.js';

/** Connections of one process: three lanes of ingestion or four partitions under way, and room for reading. */
const poolSize = 10;

const services = [
  ApiKeyRepository,
  ApiKeyService,
  SessionRepository,
  Sessions,
  Partitions,
  EventRepository,
  EventWriter,
  UserRepository,
  UserDirectory,
  UserChanges,
  UserHolds,
  UserMergeRepository,
  UserAccounts,
  ImportRepository,
  CsvFiles,
  Imports,
  FeatureRepository,
  RuleRepository,
  RuleSets,
  AttributionRepository,
  AttributionService,
  EventReader,
  EventExplainer,
  EventTail,
  OverlapRepository,
  Overlaps,
  UsageRepository,
  UsageRecords,
  UsageFiles,
  UserUsage,
  ConservationRepository,
  ConservationService,
  InboxRepository,
  UnmappedInbox,
  StatusService,
  ApplicationRepository,
  RetractRepository,
  RetractService,
  Runs,
  ReapplyService,
  MappingChanges,
  SweepService,
  PreviewRepository,
  RulePreview,
  RuleFiles,
];

/** Everything that api and worker share: the database, the queue and the use cases. */
@Module({})
export class KanaModule {
  static forRoot(settings: Settings & { DATABASE_URL: string }): DynamicModule {
    return {
      module: KanaModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({
          ...databaseOptions(settings.DATABASE_URL, poolSize),
          entities,
          retryAttempts: 1,
        }),
        QueueModule.forRoot(settings),
      ],
      providers: [
        ...services,
        { provide: BillingCustomers, useFactory: () => new BillingCustomers(settings) },
      ],
      exports: services,
    };
  }
}
