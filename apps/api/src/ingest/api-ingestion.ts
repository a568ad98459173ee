import { applyDecorators, Controller } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBasicAuth,
  ApiBearerAuth,
  ApiPayloadTooLargeResponse,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { z } from 'zod';
import { ingestionErrorSchema } from '../http/problem.js';
import { batchReceiptSchema, receiptSchema } from './receipts.js';

const failure = (description: string) => ({ description, standardSchema: ingestionErrorSchema });

/** A controller of ingestion, with the errors that every one of its routes can answer. */
export const ApiIngestion = (path: string): ClassDecorator =>
  applyDecorators(
    Controller(path),
    ApiTags('Ingestion'),
    ApiBasicAuth(),
    ApiBearerAuth(),
    ApiBadRequestResponse(failure('Not JSON, or no call could be stored.')),
    ApiUnauthorizedResponse(failure('No key, or one that is unknown or revoked.')),
    ApiPayloadTooLargeResponse(failure('The body is larger than the route takes.')),
    ApiTooManyRequestsResponse(
      failure('Too much waits to be stored. Try again after `Retry-After` seconds.'),
    ),
    ApiServiceUnavailableResponse(
      failure('The store does not answer. Try again after `Retry-After` seconds.'),
    ),
  );

const call = {
  type: 'object' as const,
  additionalProperties: true,
  properties: {
    type: {
      type: 'string' as const,
      description: 'track, identify, page, … Implied by the routes of one call.',
    },
    userId: { type: 'string' as const },
    event: { type: 'string' as const, description: 'Of a track call.' },
    properties: { type: 'object' as const, additionalProperties: true, description: 'Of a track call.' },
    traits: { type: 'object' as const, additionalProperties: true, description: 'Of an identify call.' },
    messageId: { type: 'string' as const, description: 'Counted once for ever.' },
    timestamp: { type: 'string' as const, format: 'date-time' },
  },
  example: { userId: 'u1', event: 'Message Sent', properties: { featureId: 'messages', delta: 1 } },
};

const calls = { type: 'array' as const, items: call };

const batch = {
  type: 'object' as const,
  required: ['batch'],
  properties: {
    batch: calls,
    sentAt: { type: 'string' as const, format: 'date-time' },
    context: { type: 'object' as const, additionalProperties: true },
    integrations: { type: 'object' as const, additionalProperties: true },
  },
};

export const oneCall = { schema: call };
export const severalCalls = { schema: { oneOf: [batch, calls] } };
export const oneCallOrSeveral = { schema: { oneOf: [call, calls, batch] } };

export const receipt = { standardSchema: receiptSchema };
export const batchReceipt = { standardSchema: batchReceiptSchema };
export const eitherReceipt = { standardSchema: z.union([receiptSchema, batchReceiptSchema]) };
