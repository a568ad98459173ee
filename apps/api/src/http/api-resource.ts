import { applyDecorators, Controller, UseGuards } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { AdminGuard } from './admin.guard.js';
import { problemResponse } from './openapi.js';

/** A controller of /api: behind an admin key, with the errors that every one of its routes can answer. */
export const ApiResource = (path: string, tag: string): ClassDecorator =>
  applyDecorators(
    Controller(path),
    UseGuards(AdminGuard),
    ApiTags(tag),
    ApiBearerAuth(),
    ApiBadRequestResponse(problemResponse('The input is wrong: `faults` names every fault.')),
    ApiUnauthorizedResponse(problemResponse('No key, or one that is unknown or revoked.')),
    ApiForbiddenResponse(problemResponse('The key can write events only.')),
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
