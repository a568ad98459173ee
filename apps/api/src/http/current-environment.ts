import type { EnvironmentId } from '#libs/kana';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const environments = new WeakMap<FastifyRequest, EnvironmentId>();

export function rememberEnvironment(request: FastifyRequest, environment: EnvironmentId): void {
  environments.set(request, environment);
}

export function environmentOf(request: FastifyRequest): EnvironmentId {
  const environment = environments.get(request);
  if (environment === undefined) throw new Error('The environment is known on routes of ApiResource only.');
  return environment;
}

/** The environment that a request of /api is for: its key's, or the one that a signed-in browser names. */
export const CurrentEnvironment = createParamDecorator(
  (_: unknown, context: ExecutionContext): EnvironmentId =>
    environmentOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
