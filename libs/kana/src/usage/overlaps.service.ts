import { setImmediate } from 'node:timers/promises';
import { compile, match, type Condition } from '#libs/rules';
import { Injectable, Logger } from '@nestjs/common';
import type { MappingRule } from '../mapping/rule.js';
import { RuleRepository } from '../mapping/rule.repository.js';
import type { EnvironmentId } from '../platform/environment.js';
import { readDelta, readFeatureId } from './attribution.js';
import { OverlapRepository } from './overlap.repository.js';
import { type ComparedRule, type Finding, findings, Meetings, type Overlap, overlapsOf } from './overlaps.js';

/** Pairs that one request compares, and warnings that it answers. A pair takes some 45 µs. */
const pairLimit = 30_000;
const warningLimit = 1_000;

/** Newest events that are looked at, and how many at once: an event may have 32 KB. */
const eventLimit = 10_000;
const chunk = 1_000;

/** Requests wait no longer than this for one that compares. */
const sliceMs = 10;

/** A rule that may not be saved yet. */
export interface DraftRule {
  /** Of the rule that it is to replace. */
  id?: string | undefined;
  featureId: string;
  conditions: readonly Condition[];
}

/** Warnings about rules that never record, or that meet others. Computed when asked for; nothing is refused by them. */
@Injectable()
export class Overlaps {
  private readonly logger = new Logger(Overlaps.name);

  constructor(
    private readonly rules: RuleRepository,
    private readonly events: OverlapRepository,
  ) {}

  /** Of every enabled rule, with what the newest events show. */
  async all(environment: EnvironmentId): Promise<{ warnings: Overlap[]; complete: boolean }> {
    return this.compare(environment, await this.enabled(environment), undefined, true);
  }

  /** Of one rule as it would be if it were saved so, and enabled. */
  async of(
    environment: EnvironmentId,
    draft: DraftRule,
  ): Promise<{ warnings: Overlap[]; complete: boolean }> {
    const rules = await this.enabled(environment, draft.id);
    const at = rules.findIndex(({ id }) => id !== null && id === draft.id);
    const rule = { ...draft, id: draft.id ?? null, name: rules[at]?.name ?? 'this rule' };
    return at < 0
      ? this.compare(environment, [...rules, rule], rules.length, false)
      : this.compare(environment, rules.with(at, rule), at, false);
  }

  /** Of a rule that was saved just now: it is saved whatever becomes of this. */
  async ofSaved<T extends MappingRule>(
    environment: EnvironmentId,
    saved: T,
  ): Promise<T & { warnings: Overlap[] }> {
    if (!saved.enabled) return { ...saved, warnings: [] };
    const { warnings } = await this.of(environment, saved).catch((error: unknown) => {
      this.logger.warn(`Rule ${saved.id} was saved without a look at the others: ${String(error)}`);
      return { warnings: [] };
    });
    return { ...saved, warnings };
  }

  private async enabled(environment: EnvironmentId, id?: string): Promise<ComparedRule[]> {
    const rules = await this.rules.all(environment);
    return rules.filter((rule) => rule.enabled || rule.id === id);
  }

  private async compare(
    environment: EnvironmentId,
    rules: readonly ComparedRule[],
    about: number | undefined,
    withEvents: boolean,
  ): Promise<{ warnings: Overlap[]; complete: boolean }> {
    const { found, complete } = await collect(rules, about);
    const undecided = found.some((finding) => 'proved' in finding && !finding.proved);
    const meetings = withEvents || undecided ? await this.look(environment, rules) : null;
    const warnings = overlapsOf(rules, found, meetings, about);
    return {
      warnings: warnings.slice(0, warningLimit),
      complete: complete && warnings.length <= warningLimit,
    };
  }

  /** Which rules the newest events match, by the matcher that maps them. */
  private async look(environment: EnvironmentId, rules: readonly ComparedRule[]): Promise<Meetings> {
    const meetings = new Meetings();
    const compiled = compile(rules.map((rule, index) => ({ ...rule, id: String(index), index })));
    let before: string | null = null;
    for (let read = 0; read < eventLimit; read += chunk) {
      const events = await this.events.newestTracks(environment, before, chunk);
      for (const event of events) {
        // Rules are asked for a track event that names no feature and has a delta.
        if (
          readFeatureId(event.properties) !== null ||
          readDelta(event.properties, event.deltaDigits) === null
        )
          continue;
        meetings.add(
          event.id,
          match(compiled, event).map(({ index }) => index),
          rules,
        );
      }
      before = events.at(-1)?.id ?? null;
      if (events.length < chunk) break;
      await setImmediate();
    }
    return meetings;
  }
}

async function collect(
  rules: readonly ComparedRule[],
  about: number | undefined,
): Promise<{ found: Finding[]; complete: boolean }> {
  const found: Finding[] = [];
  let compared = 0;
  let slice = performance.now();
  for (const finding of findings(rules, about)) {
    if (finding) found.push(finding);
    compared += 1;
    if (compared >= pairLimit) return { found, complete: false };
    if (performance.now() - slice < sliceMs) continue;
    await setImmediate();
    slice = performance.now();
  }
  return { found, complete: true };
}
