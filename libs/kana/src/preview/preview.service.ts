import { compile } from '#libs/rules';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { RuleSet } from '../mapping/rule-sets.service.js';
import { RuleRepository } from '../mapping/rule.repository.js';
import { isTimeout, type Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { DomainError } from '../platform/errors.js';
import { scopeOfRule } from '../reapply/reapply.service.js';
import { attribute, type TrackEvent, type UsageDraft } from '../usage/attribution.js';
import { type Coverage, exactly, total } from './estimate.js';
import { Findings } from './findings.js';
import type { Looked, Preview } from './preview.js';
import {
  type Draw,
  type DrawnEvent,
  type DrawnRecord,
  PreviewRepository,
  type PreviewScope,
} from './preview.repository.js';
import { plan, type PlannedRule, type RuleSetChange } from '../mapping/rule-set-change.js';
import { Sums } from './tally.js';

/** A set of changes that is saved together. */
export interface MappingPlan {
  rules: readonly RuleSetChange[];
  /** Ids of features that are created with them. */
  features?: readonly string[];
}

export interface PreviewOptions {
  /** How long reading may go on. */
  budgetMs?: number;
  /** Most events, and most records, that are looked at. All are, where there are not more. */
  most?: number;
  /** Pages of unmapped events up to which those in question are counted. */
  countedPages?: number;
  /** Pages that are drawn of a table that is too large to be counted. */
  drawnPages?: number;
}

const defaults = {
  budgetMs: 1_400,
  most: 40_000,
  // Some 2,000,000 events: half a second.
  countedPages: 25_000,
  // Some 600,000 rows.
  drawnPages: 8_000,
};

/** How much longer than the budget a single statement may take before the preview gives up. */
const graceMs = 1_000;

/** Events between two looks at the clock: some 20 ms. */
const chunkSize = 1_000;

/** Of what reading may take, where recorded usage has to be looked at as well. */
const unmappedShare = 0.6;

/** Events of each partition that are walked for the newest samples. */
const newestWalked = 50;
const newestOfName = 10;

/** Each holds a connection and a core. */
const atOnce = 2;
const mostWaiting = 8;

/** Of PostgreSQL's hash of 32 bits. */
const largestHash = 2 ** 31 - 1;

/** What a set of changes would do, before it is saved. */
@Injectable()
export class RulePreview {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly repository: PreviewRepository,
    private readonly rules: RuleRepository,
  ) {}

  /**
   * Judges stored events by the rules as they are and as they would be, with the matcher that attributes them. Exact up
   * to `most` events; beyond that, or where time runs out, an estimate from a random draw, with its range.
   * @throws DomainError as saving the changes would.
   */
  preview(environment: EnvironmentId, changes: MappingPlan, options: PreviewOptions = {}): Promise<Preview> {
    return this.inTurn(() => this.look(environment, changes, { ...defaults, ...options })).catch((error) => {
      if (!isTimeout(error)) throw error;
      const message = 'The database is too busy to look at stored events in time. Ask again later.';
      throw new DomainError('unavailable', 'preview_timeout', message, { retryAfter: 5 });
    });
  }

  private async look(
    environment: EnvironmentId,
    changes: MappingPlan,
    options: typeof defaults,
  ): Promise<Preview> {
    const start = performance.now();
    // One snapshot for all that is read, no lock, and never longer than the budget by much.
    return this.database.transaction('REPEATABLE READ', async (sql) => {
      await this.repository.begin(sql, options.budgetMs + graceMs);
      const rules = await this.rules.all(environment, sql);
      const today = new Set(await this.repository.featureIds(sql, environment));
      const features = new Set([...today, ...(changes.features ?? [])]);
      const planned = plan(rules, features, changes.rules);
      const before = ruleSet(rules, today);
      const after = ruleSet(planned.rules, features);

      const scope = scopeOf(planned.changed, changes.features ?? []);
      const saved = planned.changed.filter((rule) => !rule.isNew).map((rule) => rule.id);
      const share = saved.length > 0 ? unmappedShare : 1;
      const reading = { sql, environment, options };
      const findings = new Findings(planned.changed);

      const gained = (event: TrackEvent): UsageDraft[] => {
        const usage = usageOf(event, after);
        if (usage.length === 0) return usage;
        const given = new Set(usageOf(event, before).map((draft) => draft.featureId));
        return usage.filter((draft) => !given.has(draft.featureId));
      };
      const unmapped = await this.lookAtUnmapped(
        { ...reading, deadline: start + options.budgetMs * share },
        scope,
        (event) => {
          const usage = gained(event);
          if (usage.length > 0) findings.gain(event, usage);
          else findings.miss(event);
        },
      );
      if (!unmapped.looked.exact) {
        for (const event of await this.newest(reading, scope)) {
          const usage = gained(event);
          if (usage.length > 0) findings.sampleGain(event, usage);
        }
      }

      const gives = (event: TrackEvent, set: RuleSet, featureId: string): boolean =>
        usageOf(event, set).some((draft) => draft.featureId === featureId);
      const recorded = await this.lookAtRecords(
        { ...reading, deadline: start + options.budgetMs },
        saved,
        (record) => {
          const { featureId } = record;
          if (gives(record, before, featureId) && !gives(record, after, featureId))
            findings.lose(record, record);
        },
      );

      const found = findings.show(unmapped.coverage, recorded.coverage);
      const looked = { unmapped: unmapped.looked, recorded: recorded.looked };
      return { ...found, looked, notes: notesOn(found, looked, planned.changed) };
    });
  }

  private async lookAtUnmapped(
    reading: Reading,
    scope: PreviewScope,
    look: (event: DrawnEvent) => void,
  ): Promise<Look> {
    if (scope.names?.length === 0 && scope.featureIds.length === 0) return nothing;
    const { sql, environment } = reading;
    const { most, countedPages, drawnPages } = reading.options;
    const open = (draw: Draw) => this.repository.openUnmapped(sql, environment, scope, draw, most);
    const few = await this.repository.countUnmapped(sql, environment, scope, most + 1);
    if (few <= most) {
      await open({ threshold: largestHash });
      return lookAtAll((await this.read(reading, look)).looked, few);
    }
    const pages = (await this.repository.pages(sql)).unmapped;
    if (pages > countedPages) {
      await open({ percent: (100 * drawnPages) / pages });
      return lookAtPages(await this.read(reading, look), drawnPages / pages);
    }
    const of = await this.repository.countUnmapped(sql, environment, scope, null);
    // A little more than is read, since the hash cuts only on average.
    const drawn = Math.min(1, (most * 1.05 + 100) / of);
    await open({ threshold: Math.ceil((drawn * 2 - 1) * largestHash) });
    return lookAtAll((await this.read(reading, look)).looked, of);
  }

  private async lookAtRecords(
    reading: Reading,
    ruleIds: readonly string[],
    look: (record: DrawnRecord) => void,
  ): Promise<Look> {
    const { sql, environment, options } = reading;
    const featureIds = await this.repository.featuresOfRules(sql, ruleIds);
    if (featureIds.length === 0) return nothing;
    const few = await this.repository.hasAtMost(sql, environment, featureIds, options.most);
    const pages = (await this.repository.pages(sql)).records;
    const percent = Math.min(100, (100 * options.drawnPages) / Math.max(1, pages));
    await this.repository.openRecords(
      sql,
      environment,
      ruleIds,
      few ? { featureIds } : { percent },
      options.most,
    );
    const read = await this.read(reading, look);
    return few || percent === 100 ? lookAtAll(read.looked, read.of) : lookAtPages(read, percent / 100);
  }

  /** Reads the cursor until its end or the deadline. The database reads the next chunk while this one is judged. */
  private async read<T extends DrawnEvent>(
    { sql, deadline }: Reading,
    look: (event: T) => void,
  ): Promise<Read> {
    const units = new Sums();
    let looked = 0;
    let of = 0;
    let next: Promise<T[]> | null = this.repository.fetch<T>(sql, chunkSize);
    while (next) {
      const rows: T[] = await next;
      next =
        rows.length === chunkSize && performance.now() < deadline
          ? this.repository.fetch<T>(sql, chunkSize)
          : null;
      for (const row of rows) {
        look(row);
        units.add(row.unit, 1);
      }
      looked += rows.length;
      of = Number(rows[0]?.of ?? of);
    }
    await this.repository.close(sql);
    return { looked, of, units };
  }

  private newest(
    { sql, environment }: Omit<Reading, 'deadline'>,
    scope: PreviewScope,
  ): Promise<TrackEvent[]> {
    return scope.names === null
      ? this.repository.newestOfAll(sql, environment, newestWalked)
      : this.repository.newestOfNames(sql, environment, scope.names, newestOfName);
  }

  /** Few at once, so that ingestion keeps its connections and its core. */
  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < atOnce) this.running += 1;
    else {
      if (this.waiting.length === mostWaiting) {
        const message = 'Too many previews are asked for at once. Ask again later.';
        throw new DomainError('overloaded', 'too_many_previews', message, { retryAfter: 1 });
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}

interface Reading {
  sql: Sql;
  environment: EnvironmentId;
  options: typeof defaults;
  deadline: number;
}

interface Read {
  looked: number;
  of: number;
  units: Sums;
}

interface Look {
  looked: Looked;
  coverage: Coverage;
}

const nothing: Look = lookAtAll(0, 0);

/** All, or events drawn each by itself. */
function lookAtAll(events: number, of: number): Look {
  const exact = events >= of;
  return {
    looked: { events, of: exactly(of), exact, method: exact ? 'all' : 'random_events' },
    coverage: { share: exact ? 1 : events / of, drawn: events },
  };
}

/** Events on a share of the pages, or as many of them as were read. */
function lookAtPages({ looked, of, units }: Read, shareOfPages: number): Look {
  const coverage = { share: shareOfPages * (of === 0 ? 1 : looked / of), drawn: Infinity };
  const { value, low, high } = total(units.drawn(), coverage);
  return {
    looked: {
      events: looked,
      of: { value: Math.round(value), low: Math.floor(low), high: Math.ceil(high) },
      exact: false,
      method: 'random_pages',
    },
    coverage,
  };
}

function ruleSet(rules: readonly Omit<PlannedRule, 'isNew'>[], features: ReadonlySet<string>): RuleSet {
  return { revision: '', features, rules: compile(rules.filter((rule) => rule.enabled)) };
}

function usageOf(event: TrackEvent, set: RuleSet): UsageDraft[] {
  const attribution = attribute(event, set);
  return attribution.kind === 'mapped' ? attribution.usage : [];
}

/** What the runs would walk that saving begins. */
function scopeOf(changed: readonly PlannedRule[], featureIds: readonly string[]): PreviewScope {
  const names = new Set<string>();
  let any = false;
  for (const rule of changed) {
    if (!rule.enabled) continue;
    const scope = scopeOfRule(rule.conditions);
    if (scope.names === null) any = true;
    else for (const name of scope.names) names.add(name);
  }
  return any ? { names: null, featureIds: [] } : { names: [...names], featureIds: [...featureIds] };
}

function notesOn(
  { features }: Pick<Preview, 'features'>,
  { unmapped, recorded }: Preview['looked'],
  changed: readonly PlannedRule[],
): string[] {
  const notes: string[] = [];
  if (!unmapped.exact) {
    notes.push(
      `The numbers of what is gained are estimates: ${unmapped.events} of ${about(unmapped)} unmapped events were looked at, drawn at random. Each range holds the true number at 95 %.`,
    );
  }
  if (!recorded.exact) {
    notes.push(
      `The numbers of what is lost are estimates: ${recorded.events} of ${about(recorded)} usage records were looked at, drawn at random. Each range holds the true number at 95 %.`,
    );
  }
  if (features.some(({ lost }) => lost.events.high > 0)) {
    notes.push(
      'What is lost is recorded already, and saving leaves it as it is: it counts until it is retracted.',
    );
  }
  if (changed.every((rule) => !rule.enabled)) notes.push('A rule that is disabled or deleted maps nothing.');
  return notes;
}

const about = ({ of }: Looked): string => `${of.low === of.high ? '' : 'about '}${of.value}`;
