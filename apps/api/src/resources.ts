import { ApplicationsController } from './applications/applications.controller.js';
import { ConservationController } from './conservation/conservation.controller.js';
import { EventStreamController } from './events/event-stream.controller.js';
import { EventsController } from './events/events.controller.js';
import { FeaturesController } from './features/features.controller.js';
import { ImportsController } from './imports/imports.controller.js';
import { UserFilesController } from './imports/user-files.controller.js';
import { TestEventController } from './ingest/test-event.controller.js';
import { KeysController } from './keys/keys.controller.js';
import { RuleFilesController } from './rules/rule-files.controller.js';
import { RulePreviewController } from './rules/rule-preview.controller.js';
import { OverlapsController } from './rules/overlaps.controller.js';
import { RulesController } from './rules/rules.controller.js';
import { StatusController } from './status/status.controller.js';
import { UnmappedController } from './unmapped/unmapped.controller.js';
import { UsageController } from './usage/usage.controller.js';
import { MergesController } from './users/merges.controller.js';
import { UsersController } from './users/users.controller.js';

/** The controllers of /api. */
export const resources = [
  FeaturesController,
  OverlapsController,
  RulesController,
  RulePreviewController,
  RuleFilesController,
  ApplicationsController,
  TestEventController,
  EventStreamController,
  EventsController,
  UnmappedController,
  UsageController,
  MergesController,
  UserFilesController,
  UsersController,
  ImportsController,
  ConservationController,
  KeysController,
  StatusController,
];
