import { percentile, type Result, within } from './result.js';
import type { Scale } from './scale.js';
import { type Queue, startSystem, type System } from './system.js';

/** Users straight into the table, whose triggers count them: a fifth share an email, two thirds have no billing id. */
async function store(system: System, users: number): Promise<void> {
  const chunk = 50_000;
  for (let start = 0; start < users; start += chunk) {
    await system.sql.query(
      `insert into users (environment_id, external_id, name, email, email_key, billing_id)
       select 1, 'user-' || n, 'Name ' || n, email, email, case when n % 3 = 0 then 'cus_' || n end
       from generate_series($1::int, $2::int) n
       cross join lateral (
         select case when n % 10 < 2 then 'shared-' || n / 10 else 'own-' || n end || '@example.com' as email
       ) e`,
      [start, Math.min(users, start + chunk) - 1],
    );
  }
  await system.sql.query('vacuum (analyze) users, email_groups, user_tallies');
}

/** The flags: their counts, and a page of each list, the first and one deep inside. */
export async function users(queue: Queue, scale: Scale): Promise<Result[]> {
  const system = await startSystem(queue, { worker: true });
  try {
    await store(system, scale.users);
    let deep = '/api/users?flag=same_email&limit=200';
    for (let page = 0; page < 50; page += 1) {
      const { nextCursor } = await system.call<{ nextCursor: string | null }>('GET', deep);
      if (nextCursor === null) break;
      deep = `/api/users?flag=same_email&limit=200&cursor=${encodeURIComponent(nextCursor)}`;
    }
    const paths = {
      counts: '/api/users/flags',
      'no billing id': '/api/users?flag=no_billing',
      'same email': '/api/users?flag=same_email',
      'same email, deep': deep,
    };
    const results: Result[] = [];
    for (const [name, path] of Object.entries(paths)) {
      const times: number[] = [];
      for (let n = 0; n < 100 * scale.repeats; n += 1) {
        const start = performance.now();
        await system.call('GET', path);
        times.push(performance.now() - start);
      }
      results.push(
        within(
          `flags of ${scale.users.toLocaleString('en')} users: ${name}, p99`,
          'ms',
          percentile(times, 0.99),
          50,
        ),
      );
    }
    return results;
  } finally {
    await system.stop();
  }
}
