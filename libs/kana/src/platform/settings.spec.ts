import { expect, test } from '@jest/globals';
import { describeSettings, readSettings, SettingsError } from './settings.js';

test('without any variable every default holds', () => {
  expect(readSettings({})).toEqual({
    PORT: 3000,
    HOST: '127.0.0.1',
    KANA_DATA_DIR: '.kana',
    KANA_QUEUE_PREFIX: 'kana',
    KANA_PARTITIONS: 16,
    KANA_LOG_LEVEL: 'log',
    STRIPE_URL: 'https://api.stripe.com',
  });
});

test('an empty variable counts as not set', () => {
  expect(readSettings({ PORT: '', DATABASE_URL: ' ' }).PORT).toBe(3000);
});

test('every wrong variable is named at once, with what it must be', () => {
  const wrong = { PORT: 'http', DATABASE_URL: 'mysql://x', KANA_TEST_KEY: 'prv_live_x' };
  expect(() => readSettings(wrong)).toThrow(SettingsError);
  expect(() => readSettings(wrong)).toThrow(
    /PORT .*DATABASE_URL must be a URL that starts with postgres:\/\/.*KANA_TEST_KEY must be prv_test_/,
  );
});

test('every setting says what it is', () => {
  for (const { name, description } of describeSettings())
    expect([name, description.length > 10]).toEqual([name, true]);
});
