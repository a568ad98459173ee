import type { ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyRequest } from 'fastify';
import { invalidInput } from './validation.js';

/**
 * Refuses a query or a body where a route takes none: what is not read would be ignored in silence. Routes that take
 * one have a schema that refuses unknown fields.
 */
export function refuseUnexpectedInput(context: ExecutionContext, request: FastifyRequest): void {
  const taken = Object.keys(
    (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) ?? {}) as object,
  );
  const takes = (type: RouteParamtypes): boolean => taken.some((key) => key.startsWith(`${type}:`));
  const unexpected = [
    ...(takes(RouteParamtypes.QUERY) ? [] : Object.keys(request.query as object)),
    ...(takes(RouteParamtypes.BODY) ? [] : fieldsOf(request.body)),
  ];
  if (unexpected.length > 0) {
    throw invalidInput(unexpected.map((field) => ({ path: [field], message: 'Unknown field' })));
  }
}

/** Of parsed JSON; a file that streams in has none. */
const fieldsOf = (body: unknown): string[] =>
  Array.isArray(body) || (body && Object.getPrototypeOf(body) === Object.prototype) ? Object.keys(body) : [];
