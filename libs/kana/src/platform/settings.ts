import { z } from 'zod';
import { StartError } from './start-error.js';

const port = z.coerce.number().int().min(1).max(65535);

const adminKey = (environment: 'test' | 'live') =>
  z
    .string()
    .regex(
      new RegExp(`^prv_${environment}_[A-Za-z0-9]{32}$`),
      `must be prv_${environment}_ and 32 letters or digits`,
    );

const url = (...protocols: string[]) =>
  z.string().refine(
    (text) => {
      const protocol = URL.canParse(text) ? new URL(text).protocol : '';
      return protocols.includes(protocol);
    },
    `must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  );

/**
 * Every setting of every process, read from the environment in this one place.
 * The README lists them; `describe` is the text it lists.
 */
const settingsSchema = z.object({
  PORT: port.default(3000).describe('Port of the api.'),
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address that the api listens on. 0.0.0.0 opens it to the network.'),
  KANA_DATA_DIR: z
    .string()
    .min(1)
    .default('.kana')
    .describe('Folder of the embedded PostgreSQL. Not used when DATABASE_URL is set.'),
  DATABASE_URL: url('postgres:', 'postgresql:')
    .optional()
    .describe('A PostgreSQL 15 or newer to use instead of the embedded one.'),
  REDIS_URL: url('redis:', 'rediss:')
    .optional()
    .describe('A Redis for the queue. Without it the queue lives in PostgreSQL.'),
  KANA_QUEUE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be up to 64 letters, digits, - or _')
    .default('kana')
    .describe('Prefix of the queue, for several installations that share one Redis.'),
  KANA_TEST_KEY: adminKey('test').optional().describe('Presets the first admin key of the test environment.'),
  KANA_LIVE_KEY: adminKey('live').optional().describe('Presets the first admin key of the live environment.'),
  KANA_PARTITIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1024)
    .default(16)
    .describe(
      'Partitions of the event store. Written into the database when it is made; later values are ignored.',
    ),
  STRIPE_TEST_API_KEY: z
    .string()
    .optional()
    .describe('Secret key of Stripe for imports into the test environment.'),
  STRIPE_LIVE_API_KEY: z
    .string()
    .optional()
    .describe('Secret key of Stripe for imports into the live environment.'),
  STRIPE_URL: url('http:', 'https:')
    .default('https://api.stripe.com')
    .describe('Address of the API of Stripe.'),
  CHARGEBEE_TEST_SITE: z
    .string()
    .optional()
    .describe('Site of Chargebee for imports into the test environment.'),
  CHARGEBEE_TEST_API_KEY: z.string().optional().describe('API key of that site.'),
  CHARGEBEE_LIVE_SITE: z
    .string()
    .optional()
    .describe('Site of Chargebee for imports into the live environment.'),
  CHARGEBEE_LIVE_API_KEY: z.string().optional().describe('API key of that live site.'),
  CHARGEBEE_URL: url('http:', 'https:')
    .optional()
    .describe('Address of the API of Chargebee. Absent: https://<site>.chargebee.com.'),
  KANA_LOG_LEVEL: z
    .enum(['debug', 'log', 'warn', 'error'])
    .default('log')
    .describe('Least level that is logged.'),
});

export type Settings = z.infer<typeof settingsSchema>;

export class SettingsError extends StartError {
  override name = 'SettingsError';
}

/**
 * Reads and checks the settings. An empty variable counts as not set.
 * @throws SettingsError that names every wrong variable and what it must be.
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const present = Object.fromEntries(
    Object.keys(settingsSchema.shape).flatMap((name) => {
      const value = environment[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  const result = settingsSchema.safeParse(present);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  throw new SettingsError(`Wrong settings: ${faults.join('; ')}.`);
}

/** Name, default and meaning of every setting, in the order of the README. */
export function describeSettings(): { name: string; default: string; description: string }[] {
  return Object.entries(settingsSchema.shape).map(([name, schema]) => ({
    name,
    default: schema instanceof z.ZodDefault ? String(schema.def.defaultValue) : '',
    description: schema.description ?? '',
  }));
}
