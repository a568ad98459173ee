#!/usr/bin/env node
import { StartError } from '#libs/kana';
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
    run: ([file = '']) => testRules(file),
  },
};

function usage(): string {
  const lines = Object.entries(commands).map(([name, command]) => {
    const call = `${name} ${command.parameters}`.trim();
    return `  ${call.padEnd(18)} ${command.summary}`;
  });
  return ['Usage: npm start | npx kana COMMAND', '', 'Commands:', ...lines].join('\n');
}

async function main(words: string[]): Promise<number> {
  const name = Object.keys(commands).find(
    (known) => known === words.slice(0, known.split(' ').length).join(' '),
  );
  const command = name === undefined ? undefined : commands[name];
  const parameters = words.slice(name?.split(' ').length ?? 0);
  const wanted = command?.parameters === '' ? 0 : 1;
  if (!command || parameters.length !== wanted) {
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
