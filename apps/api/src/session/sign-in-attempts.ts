import { DomainError } from '#libs/kana';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';

/** Failures that one address may have in the time below. */
export const maxFailures = 10;
const forgetMs = 60_000;

/**
 * Counts sign-ins that failed, by address. In this process alone and without @fastify/rate-limit, which counts every
 * request: no key is guessed from 190 random bits, so this only keeps a broken client from asking without end.
 */
@Injectable()
export class SignInAttempts {
  private readonly failures = new LRUCache<string, number>({ max: 10_000, ttl: forgetMs, noUpdateTTL: true });

  /** @throws DomainError `overloaded` for an address with too many failures. */
  check(request: FastifyRequest): void {
    const address = addressOf(request);
    if ((this.failures.get(address) ?? 0) < maxFailures) return;
    throw new DomainError(
      'overloaded',
      'too_many_sign_ins',
      'Too many sign-ins failed from this address. Wait, then try again with a key that is known.',
      { retryAfter: Math.max(1, this.failures.getRemainingTTL(address) / 1_000) },
    );
  }

  failed(request: FastifyRequest): void {
    const address = addressOf(request);
    this.failures.set(address, (this.failures.get(address) ?? 0) + 1);
  }
}

/** Behind a proxy the address that the proxy saw, which it appends: else one failing client would lock all others out. */
function addressOf(request: FastifyRequest): string {
  const forwarded = request.headers['x-forwarded-for'];
  const last = typeof forwarded === 'string' ? forwarded.split(',').at(-1)?.trim() : undefined;
  return (last ?? request.ip).slice(0, 64);
}
