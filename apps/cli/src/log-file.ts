import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const limit = 10 * 1024 * 1024;

/** A log that never takes more than twice the limit: when full it becomes `….1`, in place of the one before. */
export class LogFile {
  private size: number;

  constructor(readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** A full disk loses log lines and stops nothing. */
  write(text: string): void {
    try {
      if (this.size > limit) {
        renameSync(this.path, `${this.path}.1`);
        this.size = 0;
      }
      appendFileSync(this.path, text);
      this.size += Buffer.byteLength(text);
    } catch {
      return;
    }
  }
}
