import {
  deletedUserSchema,
  flagCountsSchema,
  flags,
  newUserSchema,
  pageFields,
  pageSchema,
  UsageRepository,
  UserAccounts,
  userChangeSchema,
  userDetailsSchema,
  UserDirectory,
  UserRepository,
  userSchema,
  UserUsage,
  userUsageSchema,
  type EnvironmentId,
  type NewUser,
  type UserChange,
  type UserRef,
} from '#libs/kana';
import { Body, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource, Conflict, NotFound } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';
import { rangeFields, validRange } from '../http/range.js';

const searchFields = {
  id: z.string().min(1).max(255).optional().describe('The user that owns this external id.'),
  email: z.string().min(1).max(255).optional().describe('Users with this email, in any case.'),
  name: z.string().min(1).max(255).optional().describe('Users whose name begins so, in any case.'),
  flag: z
    .enum(flags)
    .optional()
    .describe('`no_billing`: without a billing id. `same_email`: sharing an email, group by group.'),
};

const listSchema = z.strictObject({ ...pageFields, ...searchFields }).superRefine((query, context) => {
  const asked = (Object.keys(searchFields) as (keyof typeof searchFields)[]).filter(
    (field) => query[field] !== undefined,
  );
  for (const field of asked.slice(1)) {
    context.addIssue({ code: 'custom', path: [field], message: `cannot be combined with ${asked[0]!}` });
  }
});

const byField = {
  by: z
    .enum(['id', 'key'])
    .default('id')
    .describe("Whether the path names the user by an external id or by the server's key."),
};
const refSchema = z.strictObject(byField);
const usageQuerySchema = z.strictObject({ ...byField, ...rangeFields }).superRefine(validRange);

type By = z.infer<typeof refSchema>;

const refOf = (name: string, { by }: By): UserRef => (by === 'key' ? { key: name } : { id: name });

@ApiResource('api/users', 'Users')
export class UsersController {
  constructor(
    private readonly users: UserRepository,
    private readonly directory: UserDirectory,
    private readonly accounts: UserAccounts,
    private readonly usage: UsageRepository,
    private readonly userUsage: UserUsage,
  ) {}

  /** Users in the order of their creation, or those that a search or a flag finds. */
  @Get()
  @ApiOkResponse({ standardSchema: pageSchema(userSchema) })
  async list(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: listSchema }) { id, ...query }: z.infer<typeof listSchema>,
  ) {
    if (id === undefined) return this.users.list(environment, query, query);
    const found = await this.directory.find(environment, { id });
    return { data: found ? [found.user] : [], nextCursor: null };
  }

  /** How many users there are, and how many have each flag. */
  @Get('flags')
  @ApiOkResponse({ standardSchema: flagCountsSchema })
  countFlags(@CurrentEnvironment() environment: EnvironmentId) {
    return this.users.countFlags(environment);
  }

  /** Creates a user with an external id, or an import: a user of a billing provider that has none yet. */
  @Post()
  @ApiCreatedResponse({ standardSchema: userSchema })
  @Conflict('The id is taken.')
  create(@CurrentEnvironment() environment: EnvironmentId, @Body({ schema: newUserSchema }) user: NewUser) {
    return this.accounts.create(environment, user);
  }

  /** The user that owns an external id. */
  @Get(':id')
  @ApiOkResponse({ standardSchema: userDetailsSchema })
  @NotFound()
  async read(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id') id: string,
    @Query({ schema: refSchema }) by: By,
  ) {
    const { user, identities } = await this.directory.get(environment, refOf(id, by));
    return { ...user, identities: identities.map(({ identity }) => identity) };
  }

  /** Changes the fields that are given; null empties one. The id never changes. */
  @Patch(':id')
  @ApiOkResponse({ standardSchema: userSchema })
  @NotFound()
  update(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id') id: string,
    @Query({ schema: refSchema }) by: By,
    @Body({ schema: userChangeSchema }) change: UserChange,
  ) {
    return this.accounts.update(environment, refOf(id, by), change);
  }

  /** Removes the person and keeps the usage under its identities. */
  @Delete(':id')
  @ApiOkResponse({ standardSchema: deletedUserSchema })
  @NotFound()
  delete(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id') id: string,
    @Query({ schema: refSchema }) by: By,
  ) {
    return this.userUsage.delete(environment, refOf(id, by));
  }

  /** Usage of a user by feature, in a range of time or altogether: the sum over all identities. */
  @Get(':id/usage')
  @ApiOkResponse({ standardSchema: userUsageSchema })
  @NotFound()
  async readUsage(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id') id: string,
    @Query({ schema: usageQuerySchema }) { by, ...range }: z.infer<typeof usageQuerySchema>,
  ) {
    const { user, identities } = await this.directory.get(environment, refOf(id, { by }));
    const data = await this.usage.byFeature(environment, { ...range, identities });
    return { userId: by === 'id' ? id : user.id, data };
  }
}
