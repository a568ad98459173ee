import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Settings } from '#libs/kana';

const stripeKey = 'sk_test';
const chargebeeKey = 'cb_test';

interface Customer {
  id: string;
  name?: string;
  email?: string;
}

/** Both providers at one address, with their documented shapes and pages; errors come where a test puts them. */
export class BillingProviders {
  customers: Customer[] = [];
  /** Statuses of the next answers, before the good ones. */
  troubles: number[] = [];
  private readonly server: Server = createServer((request, response) => this.answer(request, response));

  /** @returns the settings of a server that asks them, with keys of the test environment. */
  async listen(): Promise<Partial<Settings>> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return {
      STRIPE_TEST_API_KEY: stripeKey,
      STRIPE_URL: url,
      CHARGEBEE_TEST_SITE: 'kana-test',
      CHARGEBEE_TEST_API_KEY: chargebeeKey,
      CHARGEBEE_URL: url,
    };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url!, 'http://x');
    const isStripe = pathname === '/v1/customers';
    const key = isStripe
      ? `Bearer ${stripeKey}`
      : `Basic ${Buffer.from(`${chargebeeKey}:`).toString('base64')}`;
    const known = isStripe || pathname === '/api/v2/customers';
    const status = known
      ? request.headers.authorization === key
        ? (this.troubles.shift() ?? 200)
        : 401
      : 404;
    const limit = Number(searchParams.get('limit'));
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(status === 429 && { 'retry-after': '1' }),
    });
    if (status !== 200) response.end(JSON.stringify(isStripe ? stripeError : chargebeeError(status)));
    else
      response.end(
        JSON.stringify(isStripe ? this.stripe(searchParams, limit) : this.chargebee(searchParams, limit)),
      );
  }

  private stripe(query: URLSearchParams, limit: number) {
    const after = query.get('starting_after');
    const start = after === null ? 0 : this.customers.findIndex(({ id }) => id === after) + 1;
    const data = this.customers
      .slice(start, start + limit)
      .map(({ id, name, email }) => ({ id, object: 'customer', name: name ?? null, email: email ?? null }));
    const more = start + limit < this.customers.length;
    return { object: 'list', url: '/v1/customers', has_more: more, data };
  }

  private chargebee(query: URLSearchParams, limit: number) {
    const start = Number(JSON.parse(query.get('offset') ?? '["0"]')[0]);
    const list = this.customers.slice(start, start + limit).map(({ id, name, email }) => {
      const [first_name, last_name] = name?.split(' ') ?? [];
      return { customer: { id, first_name, last_name, email, object: 'customer' } };
    });
    const next = start + limit;
    return next < this.customers.length ? { list, next_offset: JSON.stringify([String(next)]) } : { list };
  }
}

const stripeError = { error: { type: 'api_error', message: 'Trouble.' } };
const chargebeeError = (status: number) => ({
  message: 'Trouble.',
  api_error_code: status === 429 ? 'api_request_limit_exceeded' : 'internal_error',
  http_status_code: status,
});
