import { DomainError } from '#libs/kana';
import { Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { z } from 'zod';

const uuid = z.uuid();

/** A pipe for ids that the server gives. One that cannot be an id is one that is not there: 404, not 400. */
export function resourceId(resource: string): Type<PipeTransform<string, string>> {
  @Injectable()
  class ResourceIdPipe implements PipeTransform<string, string> {
    transform(id: string): string {
      if (uuid.safeParse(id).success) return id;
      throw new DomainError(
        'not_found',
        `${resource}_not_found`,
        `There is no ${resource} with the id "${id}".`,
      );
    }
  }
  return ResourceIdPipe;
}
