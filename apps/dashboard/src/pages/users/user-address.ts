import type { Schemas } from '../../api/client.js';

type Party = Pick<Schemas['User'], 'key' | 'id' | 'name' | 'email'>;

/** By the external id where there is one, so that an event's user id leads there too. */
export const userAddress = ({ id, key }: Pick<Party, 'id' | 'key'>): string =>
  // Browsers take these two out of an address.
  id === null || id === '.' || id === '..' ? `/users/-/key/${key}` : `/users/${encodeURIComponent(id)}`;

/** What a person calls a user. */
export const userName = ({ key, id, name, email }: Party): string => name ?? email ?? id ?? `User ${key}`;
