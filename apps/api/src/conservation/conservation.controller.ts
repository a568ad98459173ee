import { ConservationService, conservationSchema, type EnvironmentId } from '#libs/kana';
import { Get, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';

const querySchema = z.strictObject({
  verify: z
    .literal('full')
    .optional()
    .describe('Judges every stored track event again. Reads the whole store.'),
});

@ApiResource('api/conservation', 'Conservation')
export class ConservationController {
  constructor(private readonly conservation: ConservationService) {}

  /** The proof that nothing is lost: received = mapped + unmapped + identified + pending, and usage = recompute. */
  @Get()
  @ApiOkResponse({ standardSchema: conservationSchema })
  prove(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: querySchema }) { verify }: z.infer<typeof querySchema>,
  ) {
    return this.conservation.prove(environment, verify === 'full');
  }
}
