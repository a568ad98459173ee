import { applyDecorators, Controller, UseGuards } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCookieAuth,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { AdminGuard } from './admin.guard.js';
import { problemResponse } from './openapi.js';
import { sessionCookie } from './session-cookie.js';

/** A controller of /api: behind an admin key or a signed-in browser's cookie, with the errors that every one of its routes can answer. */
export const ApiResource = (path: string, tag: string): ClassDecorator =>
  applyDecorators(
    Controller(path),
    UseGuards(AdminGuard),
    ApiTags(tag),
    ApiBearerAuth(),
    ApiCookieAuth(sessionCookie),
    ApiBadRequestResponse(problemResponse('The input is wrong: `faults` names every fault.')),
    ApiUnauthorizedResponse(
      problemResponse('No key, or one that is unknown or revoked; or a browser that is not signed in.'),
    ),
    ApiForbiddenResponse(
      problemResponse('The key can send events only, or a page of another site sent the cookie.'),
    ),
    ApiServiceUnavailableResponse(
      problemResponse('The database does not answer. Try again after `Retry-After`.'),
    ),
  );

/** A route that can answer 404. */
export const NotFound = (
  description = 'It is not there, or belongs to the other environment.',
): MethodDecorator => ApiNotFoundResponse(problemResponse(description));

/** A route that can answer 409. */
export const Conflict = (description: string): MethodDecorator =>
  ApiConflictResponse(problemResponse(description));
