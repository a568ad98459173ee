import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** One call of a statement, as auto_explain wrote it down. */
export interface Call {
  statement: string;
  milliseconds: number;
  /** Line by line. */
  plan: string[];
}

/** Settings of a server that can write the plan of each call into its log; it begins when it is told to. */
export const planSettings = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_triggers': 'on',
  'auto_explain.log_parameter_max_length': '0',
  // The collector keeps long messages of several sessions apart, a pipe would not.
  logging_collector: 'on',
  log_destination: 'jsonlog',
  log_rotation_size: '0',
  log_rotation_age: '0',
};

/** The plans of what the api and the worker ask. */
export class PlanLog {
  private offset = 0;
  private marks = 0;
  private readonly left: Buffer[] = [];

  constructor(private readonly sql: pg.Pool) {}

  async begin(): Promise<void> {
    await this.sql.query('alter system set auto_explain.log_min_duration = 0');
    await this.sql.query('select pg_reload_conf()');
    await this.take();
  }

  /** The calls since the last time. Whatever ended before this call is among them: the log keeps the order. */
  async take(): Promise<Call[]> {
    this.marks += 1;
    const mark = `select 'mark ${this.marks}'`;
    do {
      await this.sql.query(mark);
      await sleep(20);
      await this.read();
    } while (!Buffer.concat(this.left).includes(mark));
    const text = Buffer.concat(this.left);
    const end = text.lastIndexOf('\n') + 1;
    this.left.splice(0, Infinity, text.subarray(end));
    return text.subarray(0, end).toString().split('\n').flatMap(readCall);
  }

  private async read(): Promise<void> {
    const { rows } = await this.sql.query<{ bytes: Buffer }>(
      `select pg_read_binary_file(f, $1, (pg_stat_file(f)).size - $1) as bytes from pg_current_logfile('jsonlog') f`,
      [this.offset],
    );
    this.left.push(rows[0]!.bytes);
    this.offset += rows[0]!.bytes.length;
  }
}

function readCall(line: string): Call[] {
  if (line === '') return [];
  const entry = JSON.parse(line) as { application_name?: string; message?: string };
  if (entry.application_name !== 'kana') return [];
  const [, milliseconds, text] =
    /^duration: ([\d.]+) ms {2}plan:\nQuery Text: (.*)$/s.exec(entry.message ?? '') ?? [];
  if (text === undefined) return [];
  const lines = text.split('\n');
  const start = lines.findIndex((one) => one.includes('  (cost='));
  const statement = lines.slice(0, start).join(' ').replaceAll(/\s+/g, ' ');
  return [{ statement, milliseconds: Number(milliseconds), plan: lines.slice(start) }];
}
