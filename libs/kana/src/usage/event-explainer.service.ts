import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { RuleRepository } from '../mapping/rule.repository.js';
import type { EnvironmentId } from '../platform/environment.js';
import { DomainError } from '../platform/errors.js';
import { decodeCursor, pageOf } from '../platform/page.js';
import { readFeatureId } from './attribution.js';
import { EventReader } from './event-reader.repository.js';
import {
  compareRanks,
  type EventExplanation,
  type ExplainedEvent,
  explainRecords,
  explainRule,
  rank,
  summarise,
} from './explanation.js';

const cursorSchema = z.tuple([z.int(), z.int(), z.int(), z.iso.datetime(), z.uuid()]);

/** Rules shown with an event itself. */
const nearestShown = 50;

/** Why an event was counted as it was, and what each rule would need of it. */
@Injectable()
export class EventExplainer {
  constructor(
    private readonly events: EventReader,
    private readonly rules: RuleRepository,
  ) {}

  /** The event with its payload and the nearest rules. */
  async read(environment: EnvironmentId, id: string): Promise<ExplainedEvent> {
    const { event, payload, track } = await this.find(environment, id);
    const rules = event.type === 'track' ? await this.rules.all(environment) : [];
    const nearest = rank(track, rules).slice(0, nearestShown);
    return { ...event, payload, rules: nearest.map(({ rule }) => explainRule(event, track, rule, rules)) };
  }

  /**
   * The outcome, each usage record with the very rule version that gave it, and every rule as it is now, nearest miss
   * first. All rules are judged for each page, and those of the page are put into words.
   */
  async explain(
    environment: EnvironmentId,
    id: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<EventExplanation> {
    const after = decodeCursor(page.cursor, cursorSchema);
    const { event, track } = await this.find(environment, id);
    const rules = event.type === 'track' ? await this.rules.all(environment) : [];
    const ranked = rank(track, rules);
    const versions = await this.events.ruleVersions(event.usage);
    const rest = after ? ranked.filter((one) => compareRanks(one.rank, after) > 0) : ranked;
    return {
      event,
      summary: summarise(event, track),
      askedFeatureId: event.type === 'track' ? readFeatureId(track.properties) : null,
      records: explainRecords(event, track, versions),
      total: rules.length,
      ...pageOf(
        rest.slice(0, page.limit + 1),
        page.limit,
        ({ rule }) => explainRule(event, track, rule, rules),
        (one) => one.rank,
      ),
    };
  }

  private async find(environment: EnvironmentId, id: string) {
    const found = await this.events.find(environment, id);
    if (!found)
      throw new DomainError('not_found', 'event_not_found', `There is no event with the id "${id}".`);
    return found;
  }
}
