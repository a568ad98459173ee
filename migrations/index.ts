import { Foundation1764000000000 } from './1764000000000-Foundation.js';

/** In the order they run. A released migration is frozen. */
export const migrations = [Foundation1764000000000];
