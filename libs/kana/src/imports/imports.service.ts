import { isDeepStrictEqual } from 'node:util';
import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type CsvError, parse } from 'csv-parse';
import type { DataSource } from 'typeorm';
import { Partitions } from '../events/partitions.service.js';
import { inTransaction, isDataError, keepToKeys, type Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { DomainError } from '../platform/errors.js';
import { Bells } from '../queue/bells.service.js';
import type { BillingProvider } from '../users/user.js';
import type { UserCall } from '../users/user-book.js';
import { UserChanges } from '../users/user-changes.service.js';
import { UserDirectory } from '../users/user-directory.service.js';
import { UserRepository } from '../users/user.repository.js';
import { BillingCustomers } from './billing-customers.service.js';
import { type CsvRow, readHeader, readRow } from './csv.js';
import type { Import, Progress } from './import.js';
import { ImportRepository } from './import.repository.js';

interface Line {
  line: number;
  row: CsvRow;
}

/** A row longer than this has a quote that is not closed. */
const longestRow = 256 * 1024;

/**
 * Rows of one transaction. It holds their partitions for some 130 ms on a busy machine, so that events need not wait
 * long. 1,000,000 new users took 275 s there, in bounded memory.
 */
const pieceRows = 500;

/** Imports of users, piece by piece. A piece commits together with the place where the next one begins. */
@Injectable()
export class Imports {
  private readonly logger = new Logger(Imports.name);

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly repository: ImportRepository,
    private readonly partitions: Partitions,
    private readonly users: UserRepository,
    private readonly directory: UserDirectory,
    private readonly changes: UserChanges,
    private readonly customers: BillingCustomers,
    private readonly bells: Bells,
  ) {}

  /** @throws DomainError `conflict` when the settings lack the provider's key. */
  async begin(environment: EnvironmentId, provider: BillingProvider): Promise<Import> {
    this.customers.check(provider, environment);
    const made = await this.repository.insert(environment, provider);
    this.bells.import(made.id);
    return made;
  }

  /** Goes on where the import stands. Running it twice, or on two workers at once, changes nothing more. */
  async run(id: string, stop: () => boolean): Promise<void> {
    const found = await this.repository.look(id);
    if (!found) return;
    try {
      if (found.source === 'csv') await this.readFile(id, found.environment, found.cursor, stop);
      else await this.readCustomers(id, found.environment, found.source, found.cursor, stop);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // The sweep tries again.
      if (error.details.retryAfter === undefined) await this.repository.fail(id, error.message);
      else this.logger.warn(`Import ${id} waits: ${error.message}`);
    }
  }

  private async readFile(
    id: string,
    environment: EnvironmentId,
    cursor: unknown,
    stop: () => boolean,
  ): Promise<void> {
    let read = (cursor as { rows: number } | null)?.rows ?? 0;
    let piece: Line[] = [];
    const finish = async (done: boolean): Promise<boolean> => {
      const from = read === 0 ? null : { rows: read };
      const next = { rows: read + piece.length };
      const goesOn = await this.takePiece(id, environment, piece, from, next, done);
      read = next.rows;
      piece = [];
      return goesOn;
    };
    let seen = 0;
    for await (const line of this.lines(id)) {
      seen += 1;
      if (seen <= read) continue;
      piece.push(line);
      if (piece.length >= pieceRows && (!(await finish(false)) || stop())) return;
    }
    await finish(true);
  }

  /** The rows of a file, faulty ones among them. */
  private async *lines(id: string): AsyncGenerator<Line> {
    const skipped: Line[] = [];
    const parser = parse({
      bom: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: longestRow,
      skip_records_with_error: true,
      on_skip: (error: CsvError | undefined) => {
        const line = Number(error?.lines ?? 0);
        skipped.push({ line, row: { kind: 'fault', reason: error?.message ?? 'is not CSV' } });
        return undefined;
      },
    });
    const file = Readable.from(this.chunks(id));
    file.on('error', (error) => parser.destroy(error));
    file.pipe(parser);
    try {
      let places: Parameters<typeof readRow>[0] | undefined;
      let surplus = 0;
      for await (const { record, info } of parser as AsyncIterable<{
        record: string[];
        info: { lines: number };
      }>) {
        if (!places) {
          const header = readHeader(record);
          if ('fault' in header) throw new DomainError('invalid', 'bad_header', header.fault);
          ({ places } = header);
          continue;
        }
        yield* skipped.splice(0);
        // csv-parse counts a line break of two characters twice when it is inside of quotes.
        surplus += record.reduce((sum, cell) => sum + cell.split('\r\n').length - 1, 0);
        yield { line: info.lines - surplus, row: readRow(places, record) };
      }
      if (!places) throw new DomainError('invalid', 'bad_header', 'The file is empty.');
      yield* skipped.splice(0);
    } finally {
      file.destroy();
    }
  }

  private async *chunks(id: string): AsyncGenerator<Buffer> {
    for (let number = 0; ; number += 1) {
      const bytes = await this.repository.chunk(id, number);
      if (!bytes) return;
      yield bytes;
    }
  }

  private async readCustomers(
    id: string,
    environment: EnvironmentId,
    provider: BillingProvider,
    cursor: unknown,
    stop: () => boolean,
  ): Promise<void> {
    let from = cursor as { rows: number; next: string } | null;
    for (;;) {
      const page = await this.customers.page(provider, environment, from?.next ?? null);
      const rows = from?.rows ?? 0;
      const piece = page.customers.map(({ billingId, name, email }, n): Line => {
        const line = rows + n + 1;
        if (provider === 'stripe' && !billingId.startsWith('cus_')) {
          return { line, row: { kind: 'fault', reason: `${billingId} is no customer id of Stripe: cus_…` } };
        }
        return { line, row: { kind: 'customer', billingId, name, email, origin: provider } };
      });
      const next = page.next === null ? null : { rows: rows + piece.length, next: page.next };
      const goesOn = await this.takePiece(id, environment, piece, from, next, next === null);
      if (!goesOn || stop()) return;
      from = next;
    }
  }

  /** @returns false when the import is over, or another worker took it on. */
  private async takePiece(
    id: string,
    environment: EnvironmentId,
    piece: readonly Line[],
    from: unknown,
    next: unknown,
    done: boolean,
  ): Promise<boolean> {
    const write = (take: (sql: Sql) => Promise<Progress>) =>
      inTransaction(this.database, async (sql) => {
        const held = await this.repository.hold(sql, id);
        if (!held || !isDeepStrictEqual(held.cursor, from)) return false;
        await this.repository.advance(sql, id, await take(sql), next, done);
        return !done;
      });
    try {
      return await write((sql) => this.take(sql, environment, piece));
    } catch (error) {
      if (!isDataError(error)) throw error;
      // One row that PostgreSQL refuses must not cost the others.
      return write((sql) => this.takeOneByOne(sql, environment, piece));
    }
  }

  private async takeOneByOne(
    sql: Sql,
    environment: EnvironmentId,
    piece: readonly Line[],
  ): Promise<Progress> {
    const total = noProgress();
    for (const line of piece) {
      await sql.query('savepoint line');
      try {
        add(total, await this.take(sql, environment, [line]));
        await sql.query('release savepoint line');
      } catch (error) {
        if (!isDataError(error)) throw error;
        await sql.query('rollback to savepoint line');
        total.rows += 1;
        total.faults.push({ line: line.line, reason: 'the database cannot hold it' });
      }
    }
    return total;
  }

  private async take(sql: Sql, environment: EnvironmentId, piece: readonly Line[]): Promise<Progress> {
    const progress = { ...noProgress(), rows: piece.length };
    const calls: UserCall[] = [];
    const lines: number[] = [];
    for (const { line, row } of piece) {
      if (row.kind === 'fault') {
        progress.faults.push({ line, reason: row.reason });
        continue;
      }
      lines.push(line);
      if (row.kind === 'customer') calls.push(row);
      else {
        const place = await this.directory.place(environment, row.id);
        calls.push({ kind: 'identify', ...place, patch: row.patch, absent: false });
      }
    }
    await this.makeUsers(sql, environment, calls);
    const outcomes = await this.changes.apply(sql, environment, calls);
    for (const [n, outcome] of outcomes.entries()) {
      if (outcome !== 'ambiguous') progress[outcome] += 1;
      else {
        const reason = 'without an id and a billingId, the email must be that of exactly one user';
        progress.faults.push({ line: lines[n]!, reason });
      }
    }
    return progress;
  }

  /** Holds the partitions of the rows, and makes the users that are not there; the first row of each is told so. */
  private async makeUsers(sql: Sql, environment: EnvironmentId, calls: readonly UserCall[]): Promise<void> {
    const named = calls.filter((call) => call.kind === 'identify');
    const partitions = [...new Set(named.map(({ partition }) => partition))].sort((a, b) => a - b);
    await keepToKeys(sql);
    await this.partitions.lock(sql, partitions);
    for (const partition of partitions) {
      const own = named.filter((call) => call.partition === partition);
      const made = await this.users.ensure(
        sql,
        partition,
        own.map(({ identity }) => ({ environment, identity })),
      );
      const unheard = new Set(made.map(({ identity }) => identity));
      for (const call of own) call.absent = unheard.delete(call.identity);
    }
  }
}

const noProgress = (): Progress => ({ rows: 0, created: 0, updated: 0, merged: 0, unchanged: 0, faults: [] });

function add(total: Progress, part: Progress): void {
  total.rows += part.rows;
  total.created += part.created;
  total.updated += part.updated;
  total.merged += part.merged;
  total.unchanged += part.unchanged;
  total.faults.push(...part.faults);
}
