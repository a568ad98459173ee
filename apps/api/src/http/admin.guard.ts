import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Admission } from './admission.js';
import { rememberEnvironment } from './current-environment.js';
import { setSessionCookie } from './session-cookie.js';
import { refuseUnexpectedInput } from './unexpected-input.js';

/** Lets in who has an admin key, or the cookie of a browser that was signed in with one. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(private readonly admission: Admission) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { environment, extended } = await this.admission.admit(request);
    if (extended !== null) setSessionCookie(request, http.getResponse<FastifyReply>(), extended);
    rememberEnvironment(request, environment);
    refuseUnexpectedInput(context, request);
    return true;
  }
}
