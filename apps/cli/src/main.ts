#!/usr/bin/env node
import { StartError } from '#libs/kana';
import { conservation } from './conservation.js';
import { demo } from './demo/demo.js';
import { migrate } from './migrate.js';
import { testRules } from './rules-test.js';
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
  'rules test': {
    parameters: 'FILE',
    summary: 'Checks the fixtures of a file of rules, without a server: 1 where one fails.',
    run: testRules,
  },
  conservation: {
    parameters: '[--env test|live] [--full]',
    summary: 'Proves that nothing is lost, in both environments or one; with --full, event by event.',
    run: conservation,
  },
  demo: {
    parameters: '[KEY]',
    summary: 'Fills the test environment of the server at KANA_URL with three months of an invented company.',
    run: demo,
  },
};

function usage(): string {
  const calls = Object.entries(commands).map(([name, { parameters, summary }]) => ({
    call: `${name} ${parameters}`.trim(),
    summary,
  }));
  const width = Math.max(...calls.map(({ call }) => call.length));
  const lines = calls.map(({ call, summary }) => `  ${call.padEnd(width)}  ${summary}`);
  return ['Usage: npm start | npx kana COMMAND', '', 'Commands:', ...lines].join('\n');
}

async function main(words: string[]): Promise<number> {
  const name = Object.keys(commands).find(
    (known) => known === words.slice(0, known.split(' ').length).join(' '),
  );
  const command = name === undefined ? undefined : commands[name];
  const parameters = words.slice(name?.split(' ').length ?? 0);
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
