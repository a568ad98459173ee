import { Paper } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';

export interface Column<T> {
  header: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand at the end. */
  align?: 'end';
  /** A column of buttons has a header that is heard only. */
  hideHeader?: boolean;
}

/**
 * A table that turns into cards on a narrow screen, where the first column is the heading of the card. The roles are
 * written out, since browsers take them away from a table that is laid out otherwise.
 */
export function DataTable<T>({
  caption,
  columns,
  rows,
  keyOf,
}: {
  /** What the table lists; heard, not seen. */
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
}) {
  return (
    <Paper withBorder radius="md" style={{ overflow: 'hidden' }}>
      <table className={classes.table} role="table" aria-label={caption}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ header, align, hideHeader }) => (
              <th key={header} role="columnheader" scope="col" className={align && classes[align]}>
                {hideHeader ? <span className="visually-hidden">{header}</span> : header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map(({ header, cell, align, hideHeader }, index) => (
                <td
                  key={header}
                  role="cell"
                  className={[index === 0 && classes.lead, align && classes[align]].filter(Boolean).join(' ')}
                  data-label={hideHeader ? undefined : header}
                >
                  <div>{cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Paper>
  );
}
