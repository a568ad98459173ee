/** What Quillboard charges for and looks at. `late`: somebody thought of it after the events had come. */
export const features = [
  consumable('projects', 'Projects', 'project'),
  consumable('tasks', 'Tasks', 'task'),
  consumable('seats', 'Seats', 'seat'),
  consumable('automation-runs', 'Automation runs', 'run'),
  consumable('storage-mb', 'Storage', 'MB', 'MB'),
  consumable('ai-summaries', 'AI summaries', 'summary', 'summaries'),
  consumable('api-requests', 'API requests', 'request'),
  consumable('report-exports', 'Report exports', 'export'),
  { ...consumable('transcription-minutes', 'Transcription', 'minute'), late: true },
  binary('timeline', 'Timeline view'),
  binary('single-sign-on', 'Single sign-on'),
  binary('priority-support', 'Priority support'),
];

interface RuleSpec {
  name: string;
  featureId: string;
  enabled?: boolean;
  /** Each version's conditions. The first version is there before the events come, unless the rule is late. */
  versions: object[][];
  late?: boolean;
}

const named = (value: string) => ({ kind: 'event_name', operator: 'equals', value });
const property = (path: string, operator: string, value?: string | number) =>
  value === undefined ? { kind: 'property', path, operator } : { kind: 'property', path, operator, value };
const oneOf = (path: string, ...values: string[]) => ({ kind: 'property', path, operator: 'in', values });

/** Its usage is taken back again. */
export const mistake = 'Guests count as seats (a mistake)';

export const rules: RuleSpec[] = [
  { name: 'Project created', featureId: 'projects', versions: [[named('Project Created')]] },
  {
    name: 'Task created by a person',
    featureId: 'tasks',
    versions: [[named('Task Created'), property('source', 'not_equals', 'import')]],
  },
  {
    name: 'Automation ran',
    featureId: 'automation-runs',
    versions: [
      [named('Automation Run'), property('status', 'equals', 'succeeded')],
      [named('Automation Run'), oneOf('status', 'succeeded', 'partial')],
    ],
  },
  {
    // Whatever it takes, the rule above takes as well.
    name: 'Long automation',
    featureId: 'automation-runs',
    versions: [
      [
        { kind: 'event_name', operator: 'starts_with', value: 'Automation' },
        property('steps', 'greater_or_equal', 8),
      ],
    ],
  },
  {
    name: 'Timeline opened',
    featureId: 'timeline',
    versions: [[named('View Opened'), property('view', 'equals', 'timeline')]],
  },
  {
    name: 'Signed in by SAML',
    featureId: 'single-sign-on',
    versions: [[named('Signed In'), property('method', 'starts_with', 'saml')]],
  },
  {
    name: 'Report exported',
    featureId: 'report-exports',
    versions: [
      [named('Report Exported'), property('format', 'equals', 'pdf')],
      [named('Report Exported'), oneOf('format', 'pdf', 'csv')],
      [named('Report Exported'), oneOf('format', 'pdf', 'csv', 'xlsx')],
    ],
  },
  {
    name: 'Ticket of a Pro workspace',
    featureId: 'priority-support',
    versions: [[named('Ticket Opened'), property('plan', 'equals', 'pro')]],
  },
  {
    name: 'Seats bought',
    featureId: 'seats',
    versions: [[named('Seats Purchased'), property('seats', 'greater_than', 0)]],
  },
  {
    name: 'Seats given back',
    featureId: 'seats',
    versions: [[named('Seats Released'), property('seats', 'exists')]],
  },
  {
    name: 'Comments as tasks (an idea)',
    featureId: 'tasks',
    enabled: false,
    versions: [[named('Comment Added'), property('mentions', 'greater_than', 2)]],
  },
  { name: mistake, featureId: 'seats', versions: [[named('Guest Invited')]], late: true },
];

/** Groups that will never be usage. */
export const ignoredGroups = [
  { name: 'Heartbeat' },
  { name: 'Button Clicked', path: 'area', value: 'onboarding-tour' },
];

function consumable(id: string, name: string, unitLabel: string, unitLabelPlural = `${unitLabel}s`) {
  return { id, name, type: 'CONSUMABLE', unitLabel, unitLabelPlural, late: false };
}

function binary(id: string, name: string) {
  return { id, name, type: 'BINARY', unitLabel: null, unitLabelPlural: null, late: false };
}
