import { StartError } from '#libs/kana';
import { conservation } from './conservation.js';
import { migrate } from './migrate.js';
import { start } from './start.js';

interface Command {
  /** What stands behind the name on the command line. */
  parameters: string;
  summary: string;
  /** Its result is the exit code. */
  run(parameters: string[]): Promise<number>;
}

const commands: Record<string, Command> = {
  start: {
    parameters: '',
    summary: 'Starts everything: the embedded PostgreSQL unless DATABASE_URL is set, the api, the worker.',
    run: start,
  },
  migrate: {
    parameters: '',
    summary: 'Brings the database at DATABASE_URL to this version; the first time, prints the admin keys.',
    run: migrate,
  },
  conservation: {
    parameters: '[--env test|live] [--full]',
    summary: 'Proves that nothing is lost, in both environments or one; with --full, event by event.',
    run: conservation,
  },
};

function usage(): string {
  const calls = Object.entries(commands).map(([name, { parameters, summary }]) => ({
    call: `${name} ${parameters}`.trim(),
    summary,
  }));
  const width = Math.max(...calls.map(({ call }) => call.length));
  const lines = calls.map(({ call, summary }) => `  ${call.padEnd(width)}  ${summary}`);
  return ['Usage: npm start | node dist/apps/cli/src/main.js COMMAND', '', 'Commands:', ...lines].join('\n');
}

async function main([name = '', ...parameters]: string[]): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command || (command.parameters === '' && parameters.length > 0)) {
    console.error(usage());
    return 2;
  }
  try {
    return await command.run(parameters);
  } catch (error) {
    console.error(error instanceof StartError ? error.message : error);
    return 1;
  }
}

process.exit(await main(process.argv.slice(2)));
