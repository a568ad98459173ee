import { DomainError } from '#libs/kana';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Authentication } from './authentication.js';
import { authorizationKey } from './credentials.js';
import { rememberEnvironment } from './current-environment.js';
import { refuseUnexpectedInput } from './unexpected-input.js';

/** Lets in who has an admin key, in the `Authorization` header. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(private readonly authentication: Authentication) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = authorizationKey(request.headers);
    const { environment, scope } = await this.authentication.grant(key === null ? [] : [key]);
    if (scope !== 'admin') {
      throw new DomainError('forbidden', 'admin_key_required', 'This key can write events and read nothing.');
    }
    rememberEnvironment(request, environment);
    refuseUnexpectedInput(context, request);
    return true;
  }
}
