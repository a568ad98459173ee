import { DomainError, type Fault } from '#libs/kana';
import { StandardSchemaValidationPipe } from '@nestjs/common';

/** Checks every `@Body`, `@Query` and `@Param` that has a schema. The error names every fault with its path. */
export const validationPipe = (): StandardSchemaValidationPipe =>
  new ValidationPipe({ exceptionFactory: (issues) => invalidInput(issues) });

/** Nest would take keys such as `constructor` out in silence: here they are data or an unknown field. */
class ValidationPipe extends StandardSchemaValidationPipe {
  protected override stripProtoKeys(): void {
    // Nothing is taken out.
  }
}

/** An issue of the Standard Schema, with what zod adds. */
interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
  code?: string;
  /** Of `unrecognized_keys`. */
  keys?: string[];
  /** Of `invalid_union`: the issues of each of its members. */
  errors?: Issue[][];
}

export function invalidInput(issues: readonly Issue[]): DomainError {
  const faults = issues.flatMap((issue) => faultsOf(issue));
  const text = faults.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  return new DomainError('invalid', 'invalid_input', text, { faults });
}

function faultsOf(issue: Issue, parent: readonly PropertyKey[] = []): Fault[] {
  const path = [...parent, ...(issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part))];
  if (issue.code === 'unrecognized_keys' && issue.keys) {
    return issue.keys.map((key) => ({ path: dotted([...path, key]), message: 'Unknown field' }));
  }
  // Of a union's members, the one that the input is nearest to.
  const [nearest] = (issue.errors ?? []).toSorted((a, b) => a.length - b.length);
  return nearest?.length
    ? nearest.flatMap((inner) => faultsOf(inner, path))
    : [{ path: dotted(path), message: issue.message }];
}

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join('.');
