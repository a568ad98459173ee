import { days, type Company, type Person, type Plan } from './company.js';
import { Random } from './random.js';

/** A call as Segment's libraries send it. Without `sentAt`, so that the server leaves its `timestamp` as it is. */
interface Call {
  type: string;
  messageId: string;
  timestamp: string;
  userId?: string;
  [field: string]: unknown;
}

type Properties = Record<string, unknown>;

/** Something that people do. */
interface Action {
  event: string;
  /** How often, beside the others. */
  weight: number;
  plans?: Plan[];
  adminsOnly?: boolean;
  /** The day of its launch. */
  since?: number;
  properties(who: { person: Person; random: Random; mobile: boolean }): Properties;
}

const day = 24 * 60 * 60 * 1000;
const hour = 60 * 60 * 1000;
const paying: Plan[] = ['team', 'pro', 'enterprise'];

const projectOf = ({ person, random }: { person: Person; random: Random }) =>
  `${person.workspace.id}-p${random.integer(1, 6)}`;
const size = (random: Random, most: number) => Math.round(random.next() ** 2 * most * 100 + 25) / 100;

const actions: Action[] = [
  {
    event: 'Task Created',
    weight: 17,
    properties: (who) => ({
      project: projectOf(who),
      source: who.random.weighted([
        { source: 'board', weight: 6 },
        { source: 'email', weight: 2 },
        { source: 'import', weight: 1 },
      ]).source,
      priority: who.random.pick(['low', 'normal', 'high']),
    }),
  },
  {
    // Nobody has made a rule for it yet.
    event: 'Task Completed',
    weight: 13,
    properties: (who) => ({
      project: projectOf(who),
      daysOpen: who.random.integer(0, 21),
      plan: who.person.workspace.plan,
    }),
  },
  {
    event: 'Comment Added',
    weight: 6,
    properties: (who) => ({
      project: projectOf(who),
      mentions: who.random.integer(0, 4),
      length: who.random.integer(3, 400),
    }),
  },
  {
    event: 'Project Created',
    weight: 2.5,
    properties: ({ random, mobile }) => ({
      template: random.pick(['blank', 'kanban', 'sprint', 'launch-plan']),
      device: mobile ? 'mobile' : 'web',
    }),
  },
  {
    event: 'View Opened',
    weight: 9,
    properties: (who) => ({
      project: projectOf(who),
      view: who.random.pick(['board', 'timeline', 'timeline', 'calendar']),
    }),
  },
  {
    event: 'File Uploaded',
    weight: 8,
    properties: ({ random }) => ({
      featureId: 'storage-mb',
      delta: size(random, 60),
      file: { kind: random.pick(['image', 'document', 'video']), shared: random.chance(0.3) },
    }),
  },
  {
    // Gives storage back.
    event: 'File Deleted',
    weight: 2,
    properties: ({ random }) => ({ featureId: 'storage-mb', delta: -size(random, 30) }),
  },
  {
    event: 'Automation Run',
    weight: 12,
    plans: paying,
    properties: ({ random }) => ({
      automation: random.pick(['notify-owner', 'move-when-done', 'weekly-digest', 'sync-calendar']),
      status: random.weighted([
        { status: 'succeeded', weight: 88 },
        { status: 'partial', weight: 8 },
        { status: 'failed', weight: 4 },
      ]).status,
      steps: random.integer(1, 10),
    }),
  },
  {
    event: 'Summary Requested',
    weight: 8,
    plans: paying,
    since: 48,
    properties: ({ random, mobile }) => ({
      // An old version of the app spells the feature otherwise.
      featureId: mobile && random.chance(0.4) ? 'ai_summaries' : 'ai-summaries',
      tokens: random.integer(300, 6_000),
    }),
  },
  {
    event: 'API Requests Counted',
    weight: 5,
    plans: ['pro', 'enterprise'],
    properties: ({ random }) => {
      const requests = random.integer(20, 900);
      return { featureId: 'api-requests', delta: random.chance(0.2) ? String(requests) : requests };
    },
  },
  {
    event: 'Report Exported',
    weight: 3,
    properties: ({ random }) => ({
      format: random.pick(['pdf', 'pdf', 'csv', 'xlsx', 'png']),
      pages: random.integer(1, 30),
    }),
  },
  {
    event: 'Meeting Transcribed',
    weight: 2,
    plans: paying,
    since: 30,
    properties: ({ random, mobile }) => {
      const minutes = random.integer(5, 75);
      return {
        featureId: 'transcription-minutes',
        delta: mobile && random.chance(0.3) ? `${minutes} min` : minutes,
      };
    },
  },
  {
    // The feature is not there yet: its creation maps them.
    event: 'Whiteboard Opened',
    weight: 1.6,
    since: 60,
    properties: ({ random }) => ({ featureId: 'whiteboards', guests: random.integer(0, 5) }),
  },
  {
    event: 'Signed In',
    weight: 6,
    properties: ({ person, random }) => ({
      method:
        person.workspace.plan === 'enterprise'
          ? random.pick(['saml-okta', 'saml-entra', 'password'])
          : random.pick(['password', 'google']),
    }),
  },
  {
    event: 'Ticket Opened',
    weight: 1.5,
    properties: ({ person: { workspace }, random, mobile }) => ({
      topic: random.pick(['billing', 'import', 'permissions', 'bug']),
      // The app sends "Pro", the website "pro".
      plan: mobile ? workspace.plan.replace(/^./, (letter) => letter.toUpperCase()) : workspace.plan,
    }),
  },
  {
    event: 'Seats Purchased',
    weight: 8,
    plans: paying,
    adminsOnly: true,
    properties: ({ random }) => {
      const seats = random.integer(1, 6);
      // The old checkout sends the text "5" and not the number 5.
      const old = random.chance(0.2);
      return { seats: old ? String(seats) : seats, delta: seats, checkout: old ? 'v1' : 'v2' };
    },
  },
  {
    event: 'Seats Released',
    weight: 1.5,
    plans: paying,
    adminsOnly: true,
    properties: ({ random }) => {
      const seats = random.integer(1, 3);
      return { seats, delta: -seats };
    },
  },
  {
    event: 'Guest Invited',
    weight: 0.7,
    properties: ({ random }) => ({ role: random.pick(['viewer', 'commenter']) }),
  },
  { event: 'Heartbeat', weight: 4, properties: ({ mobile }) => ({ device: mobile ? 'mobile' : 'web' }) },
  {
    event: 'Button Clicked',
    weight: 2,
    properties: ({ random }) => ({
      area: random.pick(['onboarding-tour', 'onboarding-tour', 'sidebar', 'upgrade-banner']),
      label: random.pick(['Next', 'Skip', 'See plans']),
    }),
  },
];

/**
 * All calls of the three months before `until`, in the order in which they happened. The same for the same arguments:
 * a message of an earlier run is a duplicate.
 */
export function makeCalls({ people }: Company, until: Date): Call[] {
  const firstDay = Math.floor(until.getTime() / day) * day - (days - 1) * day;
  const calls = people.flatMap((person) => callsOf(person, firstDay, until.getTime()));
  return calls.sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
}

function callsOf(person: Person, firstDay: number, until: number): Call[] {
  const random = new Random(person.id);
  const calls: Call[] = [];
  const context = { groupId: person.workspace.id };
  const own = actions.filter(
    ({ plans, adminsOnly }) =>
      (!plans || plans.includes(person.workspace.plan)) && (!adminsOnly || person.admin),
  );
  const add = (time: number, call: { type: string } & Properties, mobile = false) => {
    const messageId = `demo-${person.id}-${calls.length + 1}`;
    const library = { name: mobile ? 'analytics-ios' : 'analytics.js' };
    const timestamp = new Date(time).toISOString();
    calls.push({
      ...call,
      messageId,
      timestamp,
      userId: person.id,
      context: { ...context, library },
    });
  };
  // Some are seen at work before anybody says who they are.
  let known = false;
  const lateIdentify = random.chance(0.1);

  for (let n = person.joined; n <= Math.min(person.left, days - 1); n += 1) {
    for (const time of timesOf(person, firstDay + n * day, n, random)) {
      const mobile = random.chance(0.22);
      const action = random.weighted(own.filter(({ since = 0 }) => since <= n));
      const properties = action.properties({ person, random, mobile });
      if (!known && !lateIdentify) add(time - 2_000, identify(person));
      add(time, { type: 'track', event: action.event, properties }, mobile);
      if (!known && lateIdentify) add(time + 2_000, identify(person));
      known = true;
      if (action.event === 'Signed In' && random.chance(0.25)) add(time + 1_000, identify(person));
      if (random.chance(0.05)) add(time + 3_000, { type: mobile ? 'screen' : 'page', name: action.event });
    }
  }
  return calls.filter(({ timestamp }) => Date.parse(timestamp) <= until);
}

/** When somebody works on a day: five days a week, in the morning and in the afternoon of where they live. */
function timesOf(person: Person, midnight: number, n: number, random: Random): number[] {
  const weekday = new Date(midnight).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  // The first day has a call, so that everybody who joined is known.
  const least = n === person.joined ? 1 : 0;
  const habit = isWeekend ? 0.07 : weekday === 5 ? 0.6 : 0.8;
  const busy = random.chance(habit) ? random.count(person.pace) : 0;
  return Array.from({ length: Math.max(least, busy) }, () => {
    const middle = random.chance(0.55) ? 10.4 : 15.2;
    const local = middle + (random.next() + random.next() + random.next() - 1.5) * 2.2;
    return Math.round(midnight + (local - person.workspace.zone) * hour + random.integer(0, 999));
  }).sort((a, b) => a - b);
}

function identify({ name, email, billingId, billingKnownBy, workspace }: Person) {
  const { id, name: company, plan } = workspace;
  return {
    type: 'identify',
    traits: {
      name,
      email,
      ...(billingKnownBy === 'trait' ? { billingUserId: billingId } : {}),
      plan,
      company: { id, name: company },
    },
  };
}

/** Mistakes of a client: of each the answer says what is wrong, and none of them is stored. */
export const faultyCalls = [
  { type: 'track', messageId: 'demo-faulty-1', anonymousId: 'a-17', event: 'Task Created' },
  { type: 'track', messageId: 'demo-faulty-2', anonymousId: 'a-18', event: 'Signed In' },
  { type: 'track', messageId: 'demo-faulty-3', userId: 'u_1001' },
  { type: 'identify', messageId: 'demo-faulty-4', traits: { email: 'nobody@example.org' } },
  { type: 'trakc', messageId: 'demo-faulty-5', userId: 'u_1002', event: 'Task Created' },
];
