/** Every row and every key belongs to exactly one environment; nothing crosses. */
export const environmentNames = ['test', 'live'] as const;

export type EnvironmentName = (typeof environmentNames)[number];

/** Key of an environment in the database. */
export type EnvironmentId = 1 | 2;

const ids = { test: 1, live: 2 } as const satisfies Record<EnvironmentName, EnvironmentId>;

export const environmentId = (name: EnvironmentName): EnvironmentId => ids[name];

export const environmentName = (id: EnvironmentId): EnvironmentName => (id === ids.test ? 'test' : 'live');
