import type { EnvironmentId } from '#libs/kana';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const environments = new WeakMap<FastifyRequest, EnvironmentId>();

export function rememberEnvironment(request: FastifyRequest, environment: EnvironmentId): void {
  environments.set(request, environment);
}

/** The environment of the key that a request of /api came with. */
export const CurrentEnvironment = createParamDecorator(
  (_: unknown, context: ExecutionContext): EnvironmentId => {
    const environment = environments.get(context.switchToHttp().getRequest<FastifyRequest>());
    if (environment === undefined) throw new Error('CurrentEnvironment needs a route of ApiResource.');
    return environment;
  },
);
