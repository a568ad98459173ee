import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/** How long one job works before it rings for its successor: others wait for the same worker. */
const turnMs = 4_000;

/** Tells a job when its turn is over: after a while, or at once when the worker shuts down. */
@Injectable()
export class Stopping implements BeforeApplicationShutdown {
  private stopping = false;

  turn(): () => boolean {
    const end = performance.now() + turnMs;
    return () => this.stopping || performance.now() >= end;
  }

  /** For a job that nothing waits behind. */
  stopped(): () => boolean {
    return () => this.stopping;
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }
}
