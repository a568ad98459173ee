import {
  ApiKeyService,
  DomainError,
  environmentId,
  environmentNames,
  sessionSchema,
  Sessions,
} from '#libs/kana';
import { Body, Controller, Delete, Get, Header, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiCookieAuth,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { adminOf } from '../http/admission.js';
import { problemResponse } from '../http/openapi.js';
import { refuseForeignOrigin } from '../http/own-origin.js';
import { clearSessionCookie, sessionCookie, sessionToken, setSessionCookie } from '../http/session-cookie.js';
import { SignInAttempts } from './sign-in-attempts.js';

const signInSchema = z
  .strictObject({ key: z.string().trim().min(1).max(255).meta({ description: 'An admin key, `prv_…`.' }) })
  .meta({ id: 'SignIn' });

const signOutSchema = z.strictObject({
  environment: z.enum(environmentNames).optional().describe('Absent: both.'),
});

/** Sign-in of a browser. Programs send a key with each request instead. */
@ApiTags('Session')
@ApiBadRequestResponse(problemResponse('The input is wrong: `faults` names every fault.'))
@ApiServiceUnavailableResponse(
  problemResponse('The database does not answer. Try again after `Retry-After`.'),
)
@Controller('api/session')
export class SessionController {
  constructor(
    private readonly keys: ApiKeyService,
    private readonly sessions: Sessions,
    private readonly attempts: SignInAttempts,
  ) {}

  /**
   * Signs this browser in with an admin key, by an http-only cookie of 30 days that is extended while it is used. With
   * a key of the other environment, it is signed in to both. A request that comes with the cookie names its
   * environment in the header `X-Kana-Environment` (`test` or `live`); a GET may name it in the query, as `environment`.
   */
  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOkResponse({ standardSchema: sessionSchema })
  @ApiUnauthorizedResponse(problemResponse('The key is unknown or revoked.'))
  @ApiForbiddenResponse(problemResponse('The key can send events only, or a page of another site asks.'))
  @ApiTooManyRequestsResponse(
    problemResponse('Too many sign-ins failed. Try again after `Retry-After` seconds.'),
  )
  async signIn(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: signInSchema }) { key }: z.infer<typeof signInSchema>,
  ) {
    refuseForeignOrigin(request);
    this.attempts.check(request);
    const grant = await this.keys.find(key);
    if (!grant) {
      this.attempts.failed(request);
      throw new DomainError('unauthenticated', 'unauthenticated', 'The API key is unknown or revoked.');
    }
    const token = await this.sessions.signIn(adminOf(grant), sessionToken(request));
    setSessionCookie(request, reply, token);
    return this.sessions.read(token);
  }

  /** What this browser is signed in to; nothing where it is not. */
  @Get()
  @Header('cache-control', 'no-store')
  @ApiCookieAuth(sessionCookie)
  @ApiOkResponse({ standardSchema: sessionSchema })
  async read(@Req() request: FastifyRequest) {
    const token = sessionToken(request);
    return token === null ? { environments: [] } : this.sessions.read(token);
  }

  /** Signs this browser out, of one environment or both. The session ends at once, whoever has its cookie. */
  @Delete()
  @HttpCode(204)
  @ApiCookieAuth(sessionCookie)
  @ApiNoContentResponse()
  @ApiForbiddenResponse(problemResponse('A page of another site asks.'))
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query({ schema: signOutSchema }) { environment }: z.infer<typeof signOutSchema>,
  ) {
    refuseForeignOrigin(request);
    const token = sessionToken(request);
    if (token === null) return;
    await this.sessions.signOut(token, environment === undefined ? null : environmentId(environment));
    const { environments } = await this.sessions.read(token);
    if (environments.length === 0) clearSessionCookie(reply);
  }
}
