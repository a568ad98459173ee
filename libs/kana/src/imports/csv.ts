import { isStorable, unstorable } from '../events/storable.js';
import { providerOf } from '../users/identify.js';
import type { User } from '../users/user.js';
import type { UserPatch } from '../users/identify.js';
import type { CustomerCall } from '../users/user-book.js';

export const csvColumns = ['id', 'name', 'email', 'billingId'] as const;

type CsvColumn = (typeof csvColumns)[number];

/** Of an id, and of everything else: events may bring long names. */
const longest = { id: 255, name: 32_768, email: 32_768, billingId: 32_768 };

/**
 * A cell that spreadsheets would run as a formula gets a quote in front, and so does one that begins with quotes
 * before such a character: so that taking one away again always gives what was.
 */
export const guarded = (cell: string): string => (/^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

export const unguarded = (cell: string): string => (/^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

export const csvRow = (user: User): string[] => csvColumns.map((column) => guarded(user[column] ?? ''));

/** Where the columns are, by the first row: in any order and case; others are passed over. */
export function readHeader(cells: readonly string[]): { places: Map<CsvColumn, number> } | { fault: string } {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const places = new Map<CsvColumn, number>();
  for (const column of csvColumns) {
    const place = names.indexOf(column.toLowerCase());
    if (place >= 0) places.set(column, place);
    if (names.lastIndexOf(column.toLowerCase()) !== place)
      return { fault: `The column ${column} is there twice.` };
  }
  return places.has('id') || places.has('email') || places.has('billingId')
    ? { places }
    : {
        fault: 'The first row must name the columns: id, name, email, billingId, at least one but the name.',
      };
}

export type CsvRow =
  { kind: 'identify'; id: string; patch: UserPatch } | CustomerCall | { kind: 'fault'; reason: string };

/** What a row asks for. An empty cell, and a missing column, leave what is stored. */
export function readRow(places: ReadonlyMap<CsvColumn, number>, cells: readonly string[]): CsvRow {
  const read = (column: CsvColumn): string | null => {
    const place = places.get(column);
    const cell = place === undefined ? '' : unguarded(cells[place] ?? '');
    return cell.trim() === '' ? null : cell;
  };
  const [id, name, email, billingId] = csvColumns.map(read) as [
    string | null,
    string | null,
    string | null,
    string | null,
  ];
  for (const [n, text] of [id, name, email, billingId].entries()) {
    const column = csvColumns[n]!;
    if (text !== null && text.length > longest[column]) {
      return fault(`${column} has more than ${longest[column]} characters`);
    }
    if (text !== null && !isStorable(text)) return fault(`${column} ${unstorable}`);
  }
  if (id !== null) return { kind: 'identify', id, patch: { name, email, billingId } };
  if (email === null && billingId === null) return fault('a row needs an id, an email or a billingId');
  return {
    kind: 'customer',
    name,
    email,
    billingId,
    origin: billingId === null ? null : providerOf(billingId),
  };
}

const fault = (reason: string): CsvRow => ({ kind: 'fault', reason });
