import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { problemSchema } from './problem.js';
import { sessionCookie } from './session-cookie.js';

/** An error response of /api, for OpenAPI. */
export const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** The OpenAPI document of every route. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Kana Destination')
    .setDescription(
      'The server behind the Kana Destination of Segment: events become feature usage, live and retroactively.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key, such as `prv_test_…`.' })
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'An API key as user name, no password.' })
    .addCookieAuth(
      sessionCookie,
      {
        type: 'apiKey',
        in: 'cookie',
        description:
          'Of a browser that is signed in by POST /api/session. Name the environment in the header X-Kana-Environment: test or live.',
      },
      sessionCookie,
    )
    .build();
  const { $schema: _, ...problem } = z.toJSONSchema(problemSchema, { target: 'openapi-3.0' });
  config.components = { ...config.components, schemas: { Problem: problem as object } };
  return SwaggerModule.createDocument(app, config, { operationIdFactory: operationId });
}

/** `Tracking_track` for TrackingController.track, `Tracking_track_2` for its second path (which comes as `track[1]`). */
function operationId(controller: string, method: string): string {
  const [name = method, index = '0'] = method.split(/[[\]]/);
  const suffix = index === '0' ? '' : `_${Number(index) + 1}`;
  return `${controller.replace(/Controller$/, '')}_${name}${suffix}`;
}

/** Serves the document at /openapi.json and a browsable reference at /docs. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => createOpenApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Kana Destination API',
  });
}
