import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatPath, parsePath, PathError, readPath } from './path.js';

const keys = fc.array(fc.oneof(fc.string({ minLength: 1 }), fc.stringMatching(/^[.\\a0]{1,4}$/)), {
  minLength: 1,
  maxLength: 5,
});

describe('paths', () => {
  it('reads back the keys that were written, whatever is in them', () => {
    fc.assert(
      fc.property(keys, (keys) => expect(parsePath(formatPath(keys)).map(({ key }) => key)).toEqual(keys)),
    );
  });

  it('has one spelling for each list of keys, so equal places are equal texts', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[.\\a]{1,8}$/), (path) => {
        let parsed;
        try {
          parsed = parsePath(path);
        } catch (error) {
          expect(error).toBeInstanceOf(PathError);
          return;
        }
        expect(formatPath(parsed.map(({ key }) => key))).toBe(path);
      }),
    );
  });

  it('reads what is there and nothing that is inherited', () => {
    const properties = JSON.parse('{"a.b": [10, {"__proto__": "own"}], "": {"": 1}}') as unknown;
    const read = (path: string) => readPath(properties, parsePath(path));
    expect(read('a\\.b.0')).toBe(10);
    expect(read('a\\.b.1.__proto__')).toBe('own');
    for (const path of [
      '__proto__',
      'a\\.b.length',
      'a\\.b.at',
      'a\\.b.2',
      'a\\.b.1.constructor',
      'a\\.b.0.toFixed',
    ]) {
      expect([path, read(path)]).toEqual([path, undefined]);
    }
  });
});
