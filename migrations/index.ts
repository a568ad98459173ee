import { Foundation1764000000000 } from './1764000000000-Foundation.js';
import { Users1764100000000 } from './1764100000000-Users.js';
import { RuleHistory1764200000000 } from './1764200000000-RuleHistory.js';
import { IgnoredGroups1764300000000 } from './1764300000000-IgnoredGroups.js';
import { ApiKeys1764400000000 } from './1764400000000-ApiKeys.js';
import { FeatureArchive1764500000000 } from './1764500000000-FeatureArchive.js';

/** In the order they run. A released migration is frozen. */
export const migrations = [
  Foundation1764000000000,
  Users1764100000000,
  RuleHistory1764200000000,
  IgnoredGroups1764300000000,
  ApiKeys1764400000000,
  FeatureArchive1764500000000,
];
