/** A sum of decimals without loss, as PostgreSQL's numeric has it: 0.1 and 0.2 make 0.3. */
export class DecimalSum {
  private digits = 0n;
  private scale = 0;

  /** @param decimal as `readDelta` gives it, or PostgreSQL. */
  add(decimal: string): void {
    const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts.exec(decimal) ?? [];
    const scale = fraction.length - Number(exponent);
    const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
    if (scale > this.scale) {
      this.digits *= 10n ** BigInt(scale - this.scale);
      this.scale = scale;
    }
    this.digits += digits * 10n ** BigInt(this.scale - scale);
  }

  toNumber(): number {
    return Number(`${this.digits}e-${this.scale}`);
  }
}

const parts = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;
