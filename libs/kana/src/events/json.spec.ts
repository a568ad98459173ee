import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LongNumber, maxDepth, parseJson, storableJson } from './json.js';

const stored = (text: string): string => storableJson(parseJson(text));

const nested = (levels: number, inside: string): string =>
  '{"a":['.repeat(levels / 2) + inside + ']}'.repeat(levels / 2);

describe('a JSON text is stored', () => {
  const cases: { name: string; text: string; stored: string }[] = [
    { name: 'as it is', text: '{"a":[1,true,null,"x"]}', stored: '{"a":[1,true,null,"x"]}' },
    { name: 'with U+FFFD for NUL', text: '{"a":"x\\u0000y"}', stored: '{"a":"x\ufffdy"}' },
    { name: 'with U+FFFD for NUL in a key', text: '{"\\u0000":1}', stored: '{"\ufffd":1}' },
    { name: 'with U+FFFD for a high surrogate alone', text: '["\\ud83dx"]', stored: '["\ufffdx"]' },
    { name: 'with U+FFFD for a low surrogate alone', text: '["\\uDE00"]', stored: '["\ufffd"]' },
    {
      name: 'with U+FFFD for surrogates in the wrong order',
      text: '["\\ude00\\ud83d"]',
      stored: '["\ufffd\ufffd"]',
    },
    { name: 'with its surrogate pairs', text: '["\\ud83d\\ude00"]', stored: '["😀"]' },
    {
      name: 'with a backslash before what looks like an escape',
      text: '["\\\\u0000","\\\\ud800"]',
      stored: '["\\\\u0000","\\\\ud800"]',
    },
    {
      name: 'with a backslash before a real escape',
      text: '["\\\\\\u0000\\u0001"]',
      stored: '["\\\\\ufffd\\u0001"]',
    },
    {
      name: 'with an own __proto__',
      text: '{"__proto__":{"x":1},"constructor":2}',
      stored: '{"__proto__":{"x":1},"constructor":2}',
    },
    {
      name: 'with an own __proto__ beside a long number',
      text: '{"__proto__":{"x":1e2}}',
      stored: '{"__proto__":{"x":1e2}}',
    },
    { name: 'with integers beyond 2^53', text: '[9007199254740993]', stored: '[9007199254740993]' },
    { name: 'with negative ones', text: '[-12345678901234567890]', stored: '[-12345678901234567890]' },
    {
      name: 'with long decimals',
      text: '{"a":0.1234567890123456789}',
      stored: '{"a":0.1234567890123456789}',
    },
    { name: 'with the floats of JavaScript', text: '[0.30000000000000004]', stored: '[0.30000000000000004]' },
    {
      name: 'with exponents that no double has',
      text: '[1e400,-2.5E-400]',
      stored: '[1e400,-2.5E-400]',
    },
    {
      name: 'with numbers beyond jsonb as strings',
      text: '[1e131072,1e-16384,1e99999999999999999999]',
      stored: '["1e131072","1e-16384","1e99999999999999999999"]',
    },
    {
      name: 'with digits in strings untouched',
      text: '{"12345678901234567890":"1e400 : 12345678901234567890","x":1e400}',
      stored: '{"12345678901234567890":"1e400 : 12345678901234567890","x":1e400}',
    },
  ];
  test.each(cases)('$name', ({ text, stored: expected }) => {
    expect(stored(text)).toBe(expected);
  });

  test('with scales beyond jsonb as strings', () => {
    const literal = `0.${'1'.repeat(16_384)}`;
    expect(stored(`[${literal}]`)).toBe(`["${literal}"]`);
  });

  test('with a bound on what all its exponents add', () => {
    const text = stored(`[${Array(5_000).fill('1e999').join()}]`);
    const numbers = JSON.parse(text.replaceAll('1e999', '0')) as unknown[];
    expect(text.match(/"1e999"/g)!.length).toBeGreaterThan(4_900);
    expect(numbers.filter((value) => value === 0)).toHaveLength(16);
  });

  test('nested to the limit', () => {
    const text = nested(maxDepth, '1');
    expect(stored(text)).toBe(text);
  });

  test('with what lies deeper than the limit as its text', () => {
    const deep = '[{"x":"]}","n":12345678901234567890},1]';
    expect(stored(nested(maxDepth, deep))).toBe(nested(maxDepth, JSON.stringify(deep)));
  });

  test('with several deep parts', () => {
    expect(stored(nested(maxDepth, '[1],2,{"b":3}'))).toBe(nested(maxDepth, '"[1]",2,"{\\"b\\":3}"'));
  });

  test('however deep it is', () => {
    expect(stored('['.repeat(20_000) + ']'.repeat(20_000))).toHaveLength(40_000 + 2);
  });
});

describe('what is not JSON is refused', () => {
  test.each([
    '',
    'hello',
    '{"a":1',
    '{1e400:1}',
    '[1e400 1e400]',
    '[01234567890123456789]',
    '[1.2.3.4.5.6.7.8.9.10]',
    '[1e]',
    '[--12345678901234567890]',
    '[tru1e400]',
    '{"a":1e400}}',
    `{${nested(maxDepth, '[1]')}:1}`,
    nested(maxDepth, '[1}'),
    nested(maxDepth, '[nonsense]'),
    '['.repeat(maxDepth + 1),
    `${'['.repeat(maxDepth + 5)}1e400`,
  ])('case %#', (text) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ name: 'SyntaxError' }));
  });

  test('a few million brackets, at once and without their memory', () => {
    const before = process.memoryUsage().rss;
    expect(() => parseJson('['.repeat(4_000_000))).toThrow(expect.objectContaining({ name: 'SyntaxError' }));
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  });

  test('and nothing else: exactly what JSON.parse refuses', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '"a"',
      '\\',
      '1',
      '-',
      '.5',
      'e4',
      '1e400',
      ' ',
      'null',
    ];
    const soup = fc.array(fc.constantFrom(...pieces, '12345678901234567890'), { maxLength: 12 });
    fc.assert(
      fc.property(soup, (parts) => {
        const text = parts.join('');
        expect(succeeds(() => parseJson(text))).toBe(succeeds(() => JSON.parse(text)));
      }),
      { numRuns: 3_000 },
    );
  });
});

test('whatever JSON.parse reads is stored the same, but for what PostgreSQL cannot hold', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const units = fc
    .array(fc.constantFrom('\0', '\\', '"', 'u0000', '\ud83d', '\ude00', 'x', '\n'))
    .map((a) => a.join(''));
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
      ),
      fc.oneof(text, units),
      fc.array(tie('any')),
      fc.dictionary(fc.oneof(text, units, fc.constant('__proto__')), tie('any')),
    ),
  })).any;
  fc.assert(
    fc.property(value, (original) => {
      const json = JSON.stringify(original);
      const expected = JSON.stringify(JSON.parse(json), (_key, part: unknown) => replaced(part));
      expect(JSON.parse(stored(json))).toEqual(JSON.parse(expected));
    }),
    { numRuns: 500 },
  );
});

test('every number keeps its value to the last digit', () => {
  const digits = fc.stringMatching(/^(0|[1-9]\d{0,40})$/);
  const literal = fc
    .tuple(
      fc.boolean(),
      digits,
      fc.option(fc.stringMatching(/^\d{1,30}$/)),
      fc.option(fc.integer({ min: -300, max: 300 })),
    )
    .map(([minus, whole, fraction, exponent]) =>
      [
        minus ? '-' : '',
        whole,
        fraction === null ? '' : `.${fraction}`,
        exponent === null ? '' : `e${exponent}`,
      ].join(''),
    );
  fc.assert(
    fc.property(fc.array(literal, { minLength: 1, maxLength: 5 }), (literals) => {
      const text = stored(`{"a":[${literals.join()}]}`);
      const kept = text.slice('{"a":['.length, -2).split(',');
      expect(kept.map(exactly)).toEqual(literals.map(exactly));
    }),
    { numRuns: 1_000 },
  );
});

test('a number that a double holds is a plain number', () => {
  expect(parseJson('[1,-0.5,1700000000000,9007199254740991,0.30000000000000004]')).toEqual([
    1, -0.5, 1700000000000, 9007199254740991, 0.30000000000000004,
  ]);
  expect(parseJson('[9007199254740993]')).toEqual([new LongNumber('9007199254740993')]);
});

function succeeds(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ name: 'SyntaxError' });
    return false;
  }
}

/** What PostgreSQL cannot hold, replaced in values and in keys. */
function replaced(value: unknown): unknown {
  const clean = (text: string) => text.replace(/\0|\p{Surrogate}/gu, '\ufffd');
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const copy: object = {};
  for (const [key, part] of Object.entries(value)) {
    Object.defineProperty(copy, clean(key), {
      value: part,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return copy;
}

/** A decimal literal as integer and power of ten, without trailing zeros. */
function exactly(literal: string): string {
  const [, minus = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(literal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return `${minus}${BigInt(significant)}e${power}`;
}
