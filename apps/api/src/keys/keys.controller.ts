import {
  ApiKeyRepository,
  apiKeySchema,
  ApiKeyService,
  createdApiKeySchema,
  newApiKeySchema,
  pageFields,
  pageSchema,
  type EnvironmentId,
  type NewApiKey,
} from '#libs/kana';
import { Body, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource, Conflict, NotFound } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';
import { resourceId } from '../http/resource-id.js';

const querySchema = z.strictObject(pageFields);

@ApiResource('api/keys', 'API keys')
export class KeysController {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly service: ApiKeyService,
  ) {}

  /** The keys of this environment, newest first, revoked ones too; never the keys themselves. */
  @Get()
  @ApiOkResponse({ standardSchema: pageSchema(apiKeySchema) })
  list(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: querySchema }) query: z.infer<typeof querySchema>,
  ) {
    return this.keys.list(environment, query);
  }

  /**
   * Creates a key of this environment: `prv_test_…` or `prv_live_…` for `admin`, `wrt_test_…` or `wrt_live_…` for
   * `ingest`. This answer is the only one that has the key itself.
   */
  @Post()
  @Header('cache-control', 'no-store')
  @ApiCreatedResponse({ standardSchema: createdApiKeySchema })
  create(
    @CurrentEnvironment() environment: EnvironmentId,
    @Body({ schema: newApiKeySchema }) key: NewApiKey,
  ) {
    return this.service.create(environment, key);
  }

  /**
   * Revokes a key: refused everywhere within five seconds, and browsers that were signed in with it are signed out.
   * It stays in the list. A key that is revoked already stays as it is.
   */
  @Post(':id/revoke')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: apiKeySchema })
  @NotFound()
  @Conflict('It is the last admin key of its environment.')
  revoke(@CurrentEnvironment() environment: EnvironmentId, @Param('id', resourceId('key')) id: string) {
    return this.service.revoke(environment, id);
  }
}
