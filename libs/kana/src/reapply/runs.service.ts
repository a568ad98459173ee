import { Injectable } from '@nestjs/common';
import { Partitions } from '../events/partitions.service.js';
import type { EnvironmentId } from '../platform/environment.js';
import { DomainError } from '../platform/errors.js';
import { Bells } from '../queue/bells.service.js';
import type { Application, ApplicationState } from './application.js';
import { ApplicationRepository } from './application.repository.js';

/** What people do with a run: from which states, to which, and the word for it. */
const moves = {
  pause: { from: ['waiting', 'running'], to: 'paused', past: 'paused' },
  resume: { from: ['paused'], to: 'waiting', past: 'resumed' },
  cancel: { from: ['waiting', 'running', 'paused'], to: 'cancelled', past: 'cancelled' },
} as const satisfies Record<
  string,
  { from: ApplicationState[]; to: 'waiting' | 'paused' | 'cancelled'; past: string }
>;

/** Runs as people see and steer them. A chunk that is under way ends first; the next one hears. */
@Injectable()
export class Runs {
  constructor(
    private readonly applications: ApplicationRepository,
    private readonly partitions: Partitions,
    private readonly bells: Bells,
  ) {}

  async get(environment: EnvironmentId, id: string): Promise<Application> {
    const application = await this.applications.find(environment, id);
    if (application) return application;
    throw new DomainError(
      'not_found',
      'application_not_found',
      `There is no application with the id "${id}".`,
    );
  }

  pause(environment: EnvironmentId, id: string): Promise<Application> {
    return this.move(environment, id, 'pause');
  }

  async resume(environment: EnvironmentId, id: string): Promise<Application> {
    const application = await this.move(environment, id, 'resume');
    this.bells.reapply(id, Array(await this.partitions.count()).keys());
    return application;
  }

  cancel(environment: EnvironmentId, id: string): Promise<Application> {
    return this.move(environment, id, 'cancel');
  }

  private async move(environment: EnvironmentId, id: string, name: keyof typeof moves): Promise<Application> {
    const { from, to, past } = moves[name];
    const moved = await this.applications.move(environment, id, to, from);
    const application = await this.get(environment, id);
    if (moved) return application;
    throw new DomainError(
      'conflict',
      'application_state',
      `The run is ${application.state}. Only one that is ${from.join(' or ')} can be ${past}.`,
    );
  }
}
