import { explain } from '#libs/rules';
import { Injectable } from '@nestjs/common';
import { RuleRepository } from '../mapping/rule.repository.js';
import type { EnvironmentId } from '../platform/environment.js';
import { DomainError } from '../platform/errors.js';
import type { ExplainedEvent } from './event.js';
import { EventReader } from './event-reader.repository.js';

/** Why an event was counted as it was, and what each rule would need of it. */
@Injectable()
export class EventExplainer {
  constructor(
    private readonly events: EventReader,
    private readonly rules: RuleRepository,
  ) {}

  /** The event with the verdict of every rule as it is now, nearest miss first. */
  async explain(environment: EnvironmentId, id: string): Promise<ExplainedEvent> {
    const found = await this.events.find(environment, id);
    if (!found)
      throw new DomainError('not_found', 'event_not_found', `There is no event with the id "${id}".`);
    const { event, payload, track } = found;
    const rules = event.type === 'track' ? await this.rules.all(environment) : [];
    const verdicts = rules
      .map((rule) => ({ rule, explanation: explain(rule, track) }))
      .sort((one, other) => one.explanation.misses - other.explanation.misses);
    return {
      ...event,
      payload,
      rules: verdicts.map(({ rule, explanation }) => ({
        ruleId: rule.id,
        ruleVersion: rule.version,
        name: rule.name,
        featureId: rule.featureId,
        enabled: rule.enabled,
        matches: explanation.matches,
        conditions: explanation.conditions.map(({ condition, verdict, type, value, reason }) => ({
          condition,
          verdict,
          type,
          value,
          reason,
        })),
      })),
    };
  }
}
