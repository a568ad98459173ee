import { ApiKeyService, DomainError, type KeyGrant } from '#libs/kana';
import { Injectable } from '@nestjs/common';

@Injectable()
export class Authentication {
  constructor(private readonly keys: ApiKeyService) {}

  find(key: string): Promise<KeyGrant | null> {
    return this.keys.find(key);
  }

  /**
   * What the first known of several keys opens.
   * @throws DomainError `unauthenticated` when none is known.
   */
  async grant(keys: readonly string[]): Promise<KeyGrant> {
    for (const key of keys) {
      const grant = await this.keys.find(key);
      if (grant) return grant;
    }
    throw new DomainError(
      'unauthenticated',
      'unauthenticated',
      keys.length === 0 ? 'An API key is required.' : 'The API key is unknown or revoked.',
    );
  }
}
