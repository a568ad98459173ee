import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';

/** A file of CSV, written as its rows are read. What may be a formula must be guarded before. */
export function csvStream(columns: string[], rows: AsyncIterable<readonly (string | number)[]>): Readable {
  // Any line break in a cell is quoted, not only the one that ends rows here.
  const output = stringify({ header: true, columns, record_delimiter: 'windows', quoted_match: /[\r\n]/ });
  const input = Readable.from(rows);
  input.on('error', (error) => output.destroy(error));
  output.on('close', () => input.destroy());
  return input.pipe(output);
}
