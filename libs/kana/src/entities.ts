import { EventEntity } from './events/event.entity.js';
import { IngestTallyEntity } from './events/ingest-tally.entity.js';
import { PartitionEntity } from './events/partition.entity.js';
import { PendingEventEntity } from './events/pending-event.entity.js';
import { IgnoredGroupEntity } from './inbox/ignored-group.entity.js';
import { ImportChunkEntity } from './imports/import-chunk.entity.js';
import { ImportFaultEntity } from './imports/import-fault.entity.js';
import { ImportEntity } from './imports/import.entity.js';
import { FeatureEntity } from './mapping/feature.entity.js';
import { RuleVersionEntity } from './mapping/rule-version.entity.js';
import { RuleEntity } from './mapping/rule.entity.js';
import { RuleApplicationPartitionEntity } from './reapply/rule-application-partition.entity.js';
import { RuleApplicationEntity } from './reapply/rule-application.entity.js';
import { UnmappedEventEntity } from './usage/unmapped-event.entity.js';
import { UsageRecordEntity } from './usage/usage-record.entity.js';
import { UsageRollupEntity } from './usage/usage-rollup.entity.js';
import { EmailGroupEntity } from './users/email-group.entity.js';
import { IdentityEntity } from './users/identity.entity.js';
import { UserMergeEntity } from './users/user-merge.entity.js';
import { UserTallyEntity } from './users/user-tally.entity.js';
import { UserEntity } from './users/user.entity.js';
import { ApiKeyEntity } from './platform/api-key.entity.js';
import { EnvironmentEntity } from './platform/environment.entity.js';
import { SessionEntity } from './platform/session.entity.js';

/** Every table, for the one DataSource. */
export const entities = [
  EnvironmentEntity,
  ApiKeyEntity,
  SessionEntity,
  PartitionEntity,
  EventEntity,
  PendingEventEntity,
  IngestTallyEntity,
  UserEntity,
  IdentityEntity,
  EmailGroupEntity,
  UserTallyEntity,
  UserMergeEntity,
  ImportEntity,
  ImportChunkEntity,
  ImportFaultEntity,
  FeatureEntity,
  RuleEntity,
  RuleVersionEntity,
  UsageRecordEntity,
  UsageRollupEntity,
  UnmappedEventEntity,
  IgnoredGroupEntity,
  RuleApplicationEntity,
  RuleApplicationPartitionEntity,
];
