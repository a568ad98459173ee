import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { EnvironmentId } from '../platform/environment.js';
import { DomainError } from '../platform/errors.js';
import { Bells } from '../queue/bells.service.js';
import { UserRepository } from '../users/user.repository.js';
import { csvColumns, csvRow, guarded } from './csv.js';
import { csvStream } from './csv-stream.js';
import type { Import } from './import.js';
import { ImportRepository } from './import.repository.js';

const chunkBytes = 256 * 1024;

/** 1,000,000 rows have some 60 MB. */
const mostBytes = 512 * 1024 * 1024;

/** Rows of one read: the export holds no more than this. */
const pageRows = 5_000;

/** CSV in and out, piece by piece: no file is ever whole in memory. */
@Injectable()
export class CsvFiles {
  constructor(
    private readonly imports: ImportRepository,
    private readonly users: UserRepository,
    private readonly bells: Bells,
  ) {}

  /** Stores a file; a worker reads it. */
  async receive(environment: EnvironmentId, file: AsyncIterable<Buffer>): Promise<Import> {
    const { id } = await this.imports.insert(environment, 'csv');
    try {
      let number = 0;
      let total = 0;
      let waiting: Buffer[] = [];
      let size = 0;
      const store = async () => {
        await this.imports.insertChunk(id, number, Buffer.concat(waiting));
        number += 1;
        waiting = [];
        size = 0;
      };
      for await (const bytes of file) {
        total += bytes.length;
        if (total > mostBytes) {
          throw new DomainError('too_large', 'file_too_large', `A file has at most ${mostBytes} bytes.`);
        }
        waiting.push(bytes);
        size += bytes.length;
        if (size >= chunkBytes) await store();
      }
      if (size > 0) await store();
      await this.imports.ready(id);
    } catch (error) {
      await this.imports.forget(id);
      throw error;
    }
    this.bells.import(id);
    return (await this.imports.find(environment, id))!;
  }

  export(environment: EnvironmentId): Readable {
    return csvStream([...csvColumns], this.userRows(environment));
  }

  report(id: string): Readable {
    return csvStream(['line', 'reason'], this.faultRows(id));
  }

  private async *userRows(environment: EnvironmentId): AsyncGenerator<string[]> {
    for (let after = '0'; ;) {
      const page = await this.users.after(environment, after, pageRows);
      for (const user of page) yield csvRow(user);
      if (page.length < pageRows) return;
      after = page.at(-1)!.key;
    }
  }

  private async *faultRows(id: string): AsyncGenerator<string[]> {
    for (let after = '0'; ;) {
      const page = await this.imports.faultsAfter(id, after, pageRows);
      for (const { line, reason } of page) yield [line, guarded(reason)];
      if (page.length < pageRows) return;
      after = page.at(-1)!.line;
    }
  }
}
