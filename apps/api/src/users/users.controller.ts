import {
  DomainError,
  pageFields,
  pageSchema,
  UsageRepository,
  UserDirectory,
  UserRepository,
  userSchema,
  userUsageSchema,
  type EnvironmentId,
} from '#libs/kana';
import { Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource, NotFound } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';
import { rangeFields, validRange } from '../http/range.js';

const listSchema = z.strictObject(pageFields);
const usageQuerySchema = z.strictObject(rangeFields).superRefine(validRange);

@ApiResource('api/users', 'Users')
export class UsersController {
  constructor(
    private readonly users: UserRepository,
    private readonly directory: UserDirectory,
    private readonly usage: UsageRepository,
  ) {}

  /** Users in the order of their creation. */
  @Get()
  @ApiOkResponse({ standardSchema: pageSchema(userSchema) })
  list(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: listSchema }) query: z.infer<typeof listSchema>,
  ) {
    return this.users.list(environment, query);
  }

  /** The user that owns an external id. */
  @Get(':id')
  @ApiOkResponse({ standardSchema: userSchema })
  @NotFound()
  async read(@CurrentEnvironment() environment: EnvironmentId, @Param('id') id: string) {
    return (await this.find(environment, id)).user;
  }

  /** Usage of a user by feature, in a range of time or altogether. */
  @Get(':id/usage')
  @ApiOkResponse({ standardSchema: userUsageSchema })
  @NotFound()
  async readUsage(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id') id: string,
    @Query({ schema: usageQuerySchema }) range: z.infer<typeof usageQuerySchema>,
  ) {
    const { identities } = await this.find(environment, id);
    return { userId: id, data: await this.usage.byFeature(environment, { ...range, identities }) };
  }

  private async find(environment: EnvironmentId, id: string) {
    const found = await this.directory.find(environment, id);
    if (!found) throw new DomainError('not_found', 'user_not_found', `There is no user with the id "${id}".`);
    return found;
  }
}
