import { DomainError, type Fault } from '#libs/kana';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { z } from 'zod';

type Issue = Parameters<
  NonNullable<NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']>
>[0][number];

/** Checks every `@Body`, `@Query` and `@Param` that has a schema. The error names every fault. */
export const validationPipe = (): StandardSchemaValidationPipe =>
  new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => {
      const faults = issues.flatMap((issue) => faultsOf(issue, []));
      const text = faults.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
      return new DomainError('invalid', 'invalid_input', text, { faults });
    },
  });
