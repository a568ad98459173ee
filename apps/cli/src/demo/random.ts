import { crc32 } from 'node:zlib';

/** Numbers that look random and are the same in every run with the same seed: mulberry32. */
export class Random {
  private state: number;

  constructor(seed: string) {
    this.state = crc32(seed);
  }

  /** From 0 up to, and not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Both ends included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<T>(list: readonly T[]): T {
    return list[this.integer(0, list.length - 1)]!;
  }

  weighted<T extends { weight: number }>(list: readonly T[]): T {
    let left = this.next() * list.reduce((sum, { weight }) => sum + weight, 0);
    for (const item of list) {
      left -= item.weight;
      if (left < 0) return item;
    }
    return list.at(-1)!;
  }

  /** How often something happens that happens so often on average. */
  count(mean: number): number {
    const end = Math.exp(-mean);
    let happened = 0;
    for (let product = this.next(); product > end; product *= this.next()) happened += 1;
    return happened;
  }
}
