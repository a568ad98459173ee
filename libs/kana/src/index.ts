export type { NewEvent, WriteOutcome } from './events/event.js';
export { EventWriter } from './events/event-writer.service.js';
export { type JsonBody, parseBody, storableJson } from './events/json.js';
export {
  judgeCall,
  maxEventBytes,
  openBody,
  type CallType,
  type Envelope,
  type OpenedBody,
  type Verdict,
} from './events/segment.js';
export { partitionOf } from './events/partition.js';
export {
  askedFeatureSchema,
  facetsQuerySchema,
  facetsSchema,
  groupQuerySchema,
  ignoredFilters,
  ignoredGroupSchema,
  inboxSchema,
  inboxSorts,
  newIgnoredGroupSchema,
  suggestionSchema,
  type NewIgnoredGroup,
} from './inbox/inbox.js';
export { UnmappedInbox } from './inbox/inbox.service.js';
export { statusSchema } from './inbox/status.js';
export { StatusService } from './inbox/status.service.js';
export { Partitions } from './events/partitions.service.js';
export { CsvFiles } from './imports/csv-files.service.js';
export { importFaultSchema, importSchema, newImportSchema, type NewImport } from './imports/import.js';
export { ImportRepository } from './imports/import.repository.js';
export { Imports } from './imports/imports.service.js';
export { KanaModule } from './kana.module.js';
export {
  archivedFilters,
  featureChangeSchema,
  featureSchema,
  labelSchema,
  newFeatureSchema,
  type FeatureChange,
  type NewFeature,
} from './mapping/feature.js';
export { FeatureRepository } from './mapping/feature.repository.js';
export {
  newRuleSchema,
  ruleChangeSchema,
  ruleConditionsSchema,
  ruleReplacementSchema,
  ruleSchema,
  type NewRule,
  type RuleChange,
} from './mapping/rule.js';
export { RuleSets } from './mapping/rule-sets.service.js';
export { RuleRepository } from './mapping/rule.repository.js';
export { apiKeySchema, createdApiKeySchema, newApiKeySchema, type NewApiKey } from './platform/api-keys.js';
export { ApiKeyRepository } from './platform/api-key.repository.js';
export { ruleVersionSchema } from './mapping/rule-version.js';
export { ApiKeyService, type KeyGrant } from './platform/api-key.service.js';
export {
  environmentId,
  environmentNames,
  type EnvironmentId,
  type EnvironmentName,
} from './platform/environment.js';
export { makeDataDirectory } from './platform/data-directory.js';
export { lockDirectory, type DirectoryLock } from './platform/directory-lock.js';
export {
  runningEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from './platform/embedded-postgres.js';
export { DomainError, type ErrorKind, type Fault } from './platform/errors.js';
export { jsonLogger } from './platform/json-logger.service.js';
export { nodeFlags } from './platform/node-flags.js';
export { runService } from './platform/run-service.js';
export { pageFields, pageSchema } from './platform/page.js';
export { sessionDays, sessionSchema } from './platform/session.js';
export { Sessions } from './platform/sessions.service.js';
export { describeSettings, readSettings, type Settings } from './platform/settings.js';
export { StartError } from './platform/start-error.js';
export { previewSchema } from './preview/preview.js';
export { RulePreview } from './preview/preview.service.js';
export { ruleSetChangeSchema, type RuleSetChange } from './mapping/rule-set-change.js';
export { Bells } from './queue/bells.service.js';
export type { Jobs } from './queue/jobs.js';
export { applicationKinds, applicationSchema, applicationStates } from './reapply/application.js';
export { ApplicationRepository } from './reapply/application.repository.js';
export { MappingChanges } from './reapply/mapping-changes.service.js';
export { ReapplyService } from './reapply/reapply.service.js';
export { retractEffectSchema } from './reapply/retract.js';
export { Runs } from './reapply/runs.service.js';
export { SweepService } from './reapply/sweep.service.js';
export { checkFixtures } from './rules-as-code/fixtures.js';
export { readRuleFile } from './rules-as-code/rule-file.js';
export { RuleFiles, ruleImportSchema } from './rules-as-code/rule-files.service.js';
export { openDatabase, setupDatabase, type SetupResult } from './setup.js';
export { AttributionService } from './usage/attribution.service.js';
export { conservationSchema, type Conservation } from './usage/conservation.js';
export { ConservationRepository } from './usage/conservation.repository.js';
export { ConservationService } from './usage/conservation.service.js';
export { eventSchema, outcomes, unmappedReasons, type StoredEvent } from './usage/event.js';
export { EventExplainer } from './usage/event-explainer.service.js';
export { EventReader } from './usage/event-reader.repository.js';
export { EventTail } from './usage/event-tail.repository.js';
export { eventExplanationSchema, explainedEventSchema } from './usage/explanation.js';
export { overlapSchema, overlapsSchema } from './usage/overlaps.js';
export { Overlaps } from './usage/overlaps.service.js';
export { type TailedEvent, TailWindow } from './usage/tail-window.js';
export {
  deletedUserSchema,
  featuresUsageSchema,
  mergeResultSchema,
  usageGroupings,
  usageRecordSchema,
  usageSchema,
  usageSeriesSchema,
  usersOfFeatureSchema,
  userUsageSchema,
} from './usage/usage.js';
export { UsageFiles } from './usage/usage-files.service.js';
export { UsageRecords } from './usage/usage-records.repository.js';
export { UsageRepository } from './usage/usage.repository.js';
export { UserUsage } from './usage/user-usage.service.js';
export {
  mergeFilterFields,
  mergeRequestSchema,
  mergeSchema,
  undoneMergeSchema,
  type MergeRequest,
} from './users/merge.js';
export {
  flagCountsSchema,
  flags,
  newUserSchema,
  userChangeSchema,
  userDetailsSchema,
  userSchema,
  type NewUser,
  type UserChange,
  type UserRef,
} from './users/user.js';
export { UserAccounts } from './users/user-accounts.service.js';
export { UserDirectory } from './users/user-directory.service.js';
export { UserMergeRepository } from './users/user-merge.repository.js';
export { UserRepository } from './users/user.repository.js';
