import { Redis } from 'ioredis';
import { redisUrl } from './system.js';

export async function redisAnswers(): Promise<boolean> {
  const redis = new Redis(redisUrl(), {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return true;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
