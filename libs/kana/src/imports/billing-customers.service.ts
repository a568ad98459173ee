import Chargebee from 'chargebee';
import Stripe from 'stripe';
import type { EnvironmentId } from '../platform/environment.js';
import { DomainError } from '../platform/errors.js';
import type { Settings } from '../platform/settings.js';
import { storableText } from '../events/text.js';
import type { BillingProvider } from '../users/user.js';

export interface Customer {
  billingId: string;
  name: string | null;
  email: string | null;
}

export interface CustomerPage {
  customers: Customer[];
  /** Where the next page begins; null after the last. */
  next: string | null;
}

const pageSize = 100;

/** Customers of the billing providers, by the providers' own packages. */
export class BillingCustomers {
  constructor(private readonly settings: Settings) {}

  /**
   * One page, in an order that stays while customers come.
   * @throws DomainError `unavailable` when trying again may help, `invalid` or `forbidden` when not.
   */
  async page(
    provider: BillingProvider,
    environment: EnvironmentId,
    from: string | null,
  ): Promise<CustomerPage> {
    const client = provider === 'stripe' ? this.stripe(environment) : this.chargebee(environment);
    try {
      return await client(from);
    } catch (error) {
      throw explained(provider, error);
    }
  }

  /** @throws DomainError `conflict` when the settings lack the provider's key. */
  check(provider: BillingProvider, environment: EnvironmentId): void {
    if (provider === 'stripe') this.stripe(environment);
    else this.chargebee(environment);
  }

  private stripe(environment: EnvironmentId) {
    const name = environment === 1 ? 'STRIPE_TEST_API_KEY' : 'STRIPE_LIVE_API_KEY';
    const key = this.settings[name];
    if (!key) throw notSet(name);
    const { protocol, hostname, port } = new URL(this.settings.STRIPE_URL);
    const stripe = new Stripe(key, {
      host: hostname,
      port: port || (protocol === 'http:' ? 80 : 443),
      protocol: protocol === 'http:' ? 'http' : 'https',
      maxNetworkRetries: 2,
      telemetry: false,
    });
    return async (from: string | null): Promise<CustomerPage> => {
      const { data, has_more } = await stripe.customers.list({
        limit: pageSize,
        ...(from !== null && { starting_after: from }),
      });
      const customers = data.map(({ id, name, email }) => customer(id, name, email));
      return { customers, next: has_more ? (data.at(-1)?.id ?? null) : null };
    };
  }

  private chargebee(environment: EnvironmentId) {
    const which = environment === 1 ? 'TEST' : 'LIVE';
    const site = this.settings[`CHARGEBEE_${which}_SITE`];
    const apiKey = this.settings[`CHARGEBEE_${which}_API_KEY`];
    if (!site || !apiKey) throw notSet(`CHARGEBEE_${which}_${site ? 'API_KEY' : 'SITE'}`);
    const { protocol, hostname, port } = new URL(
      this.settings.CHARGEBEE_URL ?? `https://${site}.chargebee.com`,
    );
    // The package makes the host of the site and this suffix.
    const chargebee = new Chargebee({
      site: hostname,
      hostSuffix: '',
      apiKey,
      protocol: protocol === 'http:' ? 'http' : 'https',
      port: Number(port || (protocol === 'http:' ? 80 : 443)),
      retryConfig: { enabled: true, maxRetries: 2, delayMs: 200, retryOn: [500, 502, 503, 504] },
    });
    return async (from: string | null): Promise<CustomerPage> => {
      const { list, next_offset } = await chargebee.customer.list({
        limit: pageSize,
        'sort_by[asc]': 'created_at',
        ...(from !== null && { offset: from }),
      });
      const customers = list.map(({ customer: { id, first_name, last_name, company, email } }) =>
        customer(id, [first_name, last_name].filter(Boolean).join(' ') || company, email),
      );
      return { customers, next: next_offset ?? null };
    };
  }
}

function customer(id: string, name: string | null | undefined, email: string | null | undefined): Customer {
  const text = (value: string | null | undefined) => (value?.trim() ? storableText(value) : null);
  return { billingId: storableText(id), name: text(name), email: text(email) };
}

const notSet = (setting: string): DomainError =>
  new DomainError('conflict', 'provider_not_set', `Set ${setting} to import customers.`);

/** An answer of 4xx does not change by asking again; anything else may. */
function explained(provider: BillingProvider, error: unknown): DomainError {
  const { statusCode, http_status_code, message } = error as Record<string, unknown>;
  const status = Number(statusCode ?? http_status_code ?? 0);
  const name = provider === 'stripe' ? 'Stripe' : 'Chargebee';
  if (status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 429) {
    // Not the provider's own words: they may name the key.
    const reason = status === 401 || status === 403 ? 'refused the key' : `answered with ${status}`;
    return new DomainError('invalid', 'provider_refused', `${name} ${reason}.`, { cause: error });
  }
  return new DomainError(
    'unavailable',
    'provider_unavailable',
    `${name} does not answer: ${String(message)}`,
    {
      retryAfter: 2,
      cause: error,
    },
  );
}
