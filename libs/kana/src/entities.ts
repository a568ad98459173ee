import { EventEntity } from './events/event.entity.js';
import { IngestTallyEntity } from './events/ingest-tally.entity.js';
import { PartitionEntity } from './events/partition.entity.js';
import { PendingEventEntity } from './events/pending-event.entity.js';
import { FeatureEntity } from './mapping/feature.entity.js';
import { RuleVersionEntity } from './mapping/rule-version.entity.js';
import { RuleEntity } from './mapping/rule.entity.js';
import { RuleApplicationPartitionEntity } from './reapply/rule-application-partition.entity.js';
import { RuleApplicationEntity } from './reapply/rule-application.entity.js';
import { UnmappedEventEntity } from './usage/unmapped-event.entity.js';
import { UsageRecordEntity } from './usage/usage-record.entity.js';
import { UsageRollupEntity } from './usage/usage-rollup.entity.js';
import { IdentityEntity } from './users/identity.entity.js';
import { UserEntity } from './users/user.entity.js';
import { ApiKeyEntity } from './platform/api-key.entity.js';
import { EnvironmentEntity } from './platform/environment.entity.js';

/** Every table, for the one DataSource. */
export const entities = [
  EnvironmentEntity,
  ApiKeyEntity,
  PartitionEntity,
  EventEntity,
  PendingEventEntity,
  IngestTallyEntity,
  UserEntity,
  IdentityEntity,
  FeatureEntity,
  RuleEntity,
  RuleVersionEntity,
  UsageRecordEntity,
  UsageRollupEntity,
  UnmappedEventEntity,
  RuleApplicationEntity,
  RuleApplicationPartitionEntity,
];
