import { type Condition, matches, parsePathKeys, typeOf } from '#libs/rules';
import { Injectable } from '@nestjs/common';
import { beginning } from '../events/text.js';
import { FeatureRepository } from '../mapping/feature.repository.js';
import type { EnvironmentId } from '../platform/environment.js';
import { DomainError } from '../platform/errors.js';
import { type Page, pageOf } from '../platform/page.js';
import { ownProperty } from '../usage/attribution.js';
import { EventReader } from '../usage/event-reader.repository.js';
import { shorten } from '../usage/explanation.js';
import { Facets } from './facets.js';
import {
  type AskedFeature,
  eventsLooked,
  type GroupFacets,
  type GroupKey,
  type IgnoredGroup,
  type Inbox,
  type InboxFilter,
  type NewIgnoredGroup,
  type Suggestion,
  usersLooked,
} from './inbox.js';
import {
  type EventPlace,
  InboxRepository,
  type LookedEvent,
  type PartlyIgnored,
} from './inbox.repository.js';
import { featureFor, ruleFor, similarFeature } from './suggestion.js';

/** Events read per statement, so that memory does not grow with their size: 32 KB each at most. */
const chunkSize = 1_000;

/** Events looked at for the counts of all ignored groups of a path and value, so that a list costs some 0.5 s more at most. */
const ignoredLooked = 50_000;

const samplesShown = 5;
const entriesShown = 20;

/** Features among which a similar name is looked for. */
const featuresCompared = 1_000;

interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

/** What is not mapped, in groups that a person can decide about: by a rule, by a feature, or by ignoring them. */
@Injectable()
export class UnmappedInbox {
  constructor(
    private readonly repository: InboxRepository,
    private readonly events: EventReader,
    private readonly features: FeatureRepository,
  ) {}

  /** What stands above any list. It costs as much as a list, since all is counted. */
  async totals(environment: EnvironmentId): Promise<Inbox['totals']> {
    const partly = await this.partlyIgnored(environment);
    const all: InboxFilter = { sort: 'count', ignored: 'all' };
    return (await this.repository.list(environment, all, { limit: 0 }, partly)).totals;
  }

  async list(environment: EnvironmentId, filter: InboxFilter, page: PageRequest): Promise<Inbox> {
    const partly = await this.partlyIgnored(environment);
    const { totals, rows } = await this.repository.list(environment, filter, page, partly);
    const newest = rows.slice(0, page.limit).map((row) => row.newest);
    const samples = new Map(
      (await this.events.withPayloads(environment, newest)).map((event) => [event.id, event]),
    );
    return {
      totals,
      ...pageOf(
        rows,
        page.limit,
        (row) => ({
          name: row.name,
          count: row.count,
          ignored: row.ignored,
          ignoredAtLeast: !row.exact,
          ignoredGroupId: row.ignoredGroupId,
          users: row.users,
          usersAtLeast: row.count > usersLooked,
          reasons: Object.fromEntries(Object.entries(row.reasons).filter(([, count]) => count > 0)),
          firstSeenAt: new Date(row.firstSeenAt).toISOString(),
          lastSeenAt: new Date(row.lastSeenAt).toISOString(),
          sample: samples.get(row.newest)!,
        }),
        (row) => [row.key, row.name],
      ),
    };
  }

  /** What the newest events of a group hold: each path with the values there. */
  async facets(environment: EnvironmentId, group: GroupKey, withIgnored: boolean): Promise<GroupFacets> {
    const values = await this.repository.ignoredValues(environment, group.name);
    const facets = new Facets();
    const reasons = new Tally<LookedEvent['reason']>();
    const asked = new Tally<string>();
    const deltas = new Tally<unknown>();
    const samples: string[] = [];
    const looked = await this.look(environment, group.name, (event) => {
      if (!isIn(group, event)) return 'other';
      if (!withIgnored && values.some((value) => isIn(value, event))) return 'ignored';
      facets.add(event.properties, event.identity);
      reasons.add(event.reason, event.reason);
      if (event.featureId !== null) asked.add(event.featureId, event.featureId);
      if (event.reason === 'invalid_delta') {
        const delta = ownProperty(event.properties, 'delta') ?? null;
        deltas.add(beginning(JSON.stringify(delta)), delta);
      }
      if (samples.length < samplesShown) samples.push(event.id);
      return 'counted';
    });
    const { paths, complete } = facets.result();
    const ignoredGroupId = (path: string, value: unknown) =>
      values.find((one) => one.path === path && one.value === value)?.id ?? null;
    return {
      ...group,
      looked: looked.looked,
      events: looked.counted,
      reasons: Object.fromEntries(reasons.top(entriesShown).map(({ value, count }) => [value, count])),
      askedFeatures: asked.top(entriesShown).map(({ value, count }) => ({ featureId: value, count })),
      invalidDeltas: deltas
        .top(entriesShown)
        .map(({ value, count }) => ({ type: typeOf(value), value: shorten(value).value, count })),
      paths: paths.map((facet) => ({
        ...facet,
        values: facet.values.map((value) => ({
          ...value,
          ignoredGroupId: ignoredGroupId(facet.path, value.value),
        })),
      })),
      pathsComplete: complete,
      samples: await this.events.withPayloads(environment, samples),
    };
  }

  /** A rule that takes a group, with the feature that its events ask for, or that is called like it. */
  async suggest(environment: EnvironmentId, group: GroupKey): Promise<Suggestion> {
    const asked = new Tally<string>();
    let invalid = 0;
    const { looked, counted } = await this.look(environment, group.name, (event) => {
      if (!isIn(group, event)) return 'other';
      if (event.featureId !== null) asked.add(event.featureId, event.featureId);
      if (event.reason === 'invalid_delta') invalid += 1;
      return 'counted';
    });
    const rule = ruleFor(group);
    const [most] = asked.top(1);
    if (most) {
      const there = await this.features.find(environment, most.value);
      return {
        rule: { ...rule, featureId: most.value },
        featureFrom: 'asked',
        newFeature: there ? null : featureFor(most.value),
        note: `${most.count} of the ${counted} events looked at ask for the feature "${most.value}" by properties.featureId. No rule is asked about these: creating the feature maps them.`,
        looked,
      };
    }
    const { data: features } = await this.features.list(environment, { limit: featuresCompared });
    const similar = similarFeature(group, features);
    return {
      rule: { ...rule, featureId: similar?.id ?? null },
      featureFrom: similar ? 'similar_name' : null,
      newFeature: null,
      note:
        invalid > 0
          ? `${invalid} of the ${counted} events looked at have a delta that is no number: no rule maps these.`
          : null,
      looked,
    };
  }

  async askedFeatures(environment: EnvironmentId, page: PageRequest): Promise<Page<AskedFeature>> {
    const { data, nextCursor } = await this.repository.askedFeatures(environment, page);
    return {
      data: data.map((asked) => ({ ...asked, newFeature: featureFor(asked.featureId) })),
      nextCursor,
    };
  }

  listIgnored(environment: EnvironmentId, page: PageRequest): Promise<Page<IgnoredGroup>> {
    return this.repository.listIgnored(environment, page);
  }

  /** The events stay as they are: stored, unmapped, and mapped by any rule that comes to match. */
  ignore(environment: EnvironmentId, { name, path, value }: NewIgnoredGroup): Promise<IgnoredGroup> {
    return this.repository.ignore(environment, { name, path: path ?? null, value: value ?? null });
  }

  async unignore(environment: EnvironmentId, id: string): Promise<void> {
    if (!(await this.repository.unignore(environment, id)))
      throw new DomainError('not_found', 'group_not_found', `There is no ignored group with the id "${id}".`);
  }

  /**
   * How many events are in ignored groups of a path and value, by name: those among the newest, so the figure is exact
   * for a name with no more events than that and a lower bound for one with more. An event in two groups counts once.
   */
  private async partlyIgnored(environment: EnvironmentId): Promise<PartlyIgnored[]> {
    const byName = new Map<string, IgnoredGroup[]>();
    for (const group of await this.repository.ignoredValues(environment, null))
      byName.set(group.name, [...(byName.get(group.name) ?? []), group]);
    const most = Math.min(eventsLooked, Math.ceil(ignoredLooked / Math.max(1, byName.size)));
    const counted: PartlyIgnored[] = [];
    for (const [name, groups] of byName) {
      // Only what the paths begin with is read of the events.
      const keys = [...new Set(groups.map(({ path }) => parsePathKeys(path!)[0]!))];
      const combinations = await this.repository.combinations(environment, name, keys, most);
      const looked = sum(combinations);
      const ignored = combinations.filter((one) => groups.some((group) => isIn(group, one)));
      const exact = looked < most || (await this.repository.count(environment, name)) <= most;
      counted.push({ name, count: sum(ignored), exact });
    }
    return counted;
  }

  /** Hands over the newest events of a name, one by one. */
  private async look(
    environment: EnvironmentId,
    name: string,
    judge: (event: LookedEvent) => 'counted' | 'ignored' | 'other',
  ): Promise<{ looked: GroupFacets['looked']; counted: number }> {
    const places = await this.repository.newest(environment, name, eventsLooked);
    const of = places.length < eventsLooked ? places.length : await this.repository.count(environment, name);
    const tally = { counted: 0, ignored: 0, other: 0 };
    for (const chunk of chunks(places, chunkSize)) {
      for (const event of await this.repository.events(environment, name, chunk)) tally[judge(event)] += 1;
    }
    const events = tally.counted + tally.ignored + tally.other;
    return { looked: { events, of, newest: eventsLooked, ignored: tally.ignored }, counted: tally.counted };
  }
}

/** Whether an event of the group's name is in the group: the very matcher that rules have. */
function isIn({ path, value }: GroupKey, { properties }: { properties: unknown }): boolean {
  if (path === null || value === null) return true;
  const condition: Condition = { kind: 'property', path, operator: 'equals', value };
  return matches({ conditions: [condition] }, { name: '', properties });
}

const sum = (counted: readonly { count: number }[]): number =>
  counted.reduce((total, { count }) => total + count, 0);

function* chunks(places: readonly EventPlace[], size: number): Generator<readonly EventPlace[]> {
  for (let start = 0; start < places.length; start += size) yield places.slice(start, start + size);
}

/** Counts by key. It holds a bounded number of keys; what is met for the first time after that is not counted. */
class Tally<V> {
  private readonly entries = new Map<string, { value: V; count: number }>();

  add(key: string, value: V): void {
    const entry = this.entries.get(key);
    if (entry) entry.count += 1;
    else if (this.entries.size < 1_000) this.entries.set(key, { value, count: 1 });
  }

  top(most: number): { value: V; count: number }[] {
    return [...this.entries.values()].sort((one, other) => other.count - one.count).slice(0, most);
  }
}
