import { parseArgs } from 'node:util';
import {
  ConservationRepository,
  ConservationService,
  environmentId,
  environmentNames,
  openDatabase,
  readSettings,
  RuleSets,
  StartError,
  type Conservation,
  type EnvironmentName,
} from '#libs/kana';
import { openInstallation } from './open-installation.js';

/** Events after which a progress line is written where the error stream is no terminal. */
const progressEvery = 100_000;

/** Prints the proof of each environment. Its result is 1 where one is not balanced. */
export async function conservation(parameters: string[]): Promise<number> {
  const { full, environments } = read(parameters);
  const installation = await openInstallation(readSettings());
  try {
    const database = await openDatabase(installation.url, 1);
    try {
      if (await database.showMigrations()) {
        throw new StartError(
          'The database is of an older version. Start this version once, or run `migrate`.',
        );
      }
      const service = new ConservationService(database, new ConservationRepository(), new RuleSets());
      let balanced = true;
      for (const name of environments) {
        const progress = progressOn(process.stderr, name);
        const proof = await service.prove(environmentId(name), full, progress.checked);
        progress.end();
        console.log(tableOf(name, proof));
        balanced &&= proof.balanced;
      }
      return balanced ? 0 : 1;
    } finally {
      await database.destroy();
    }
  } finally {
    await installation.close();
  }
}

function read(parameters: string[]): { full: boolean; environments: readonly EnvironmentName[] } {
  try {
    const { values } = parseArgs({
      args: parameters,
      options: { env: { type: 'string' }, full: { type: 'boolean', default: false } },
    });
    const environments = environmentNames.filter((name) => values.env === undefined || values.env === name);
    if (environments.length === 0)
      throw new Error(`--env is ${environmentNames.join(' or ')}, not "${values.env}"`);
    return { full: values.full, environments };
  } catch (error) {
    throw new StartError(`conservation [--env test|live] [--full]: ${(error as Error).message}`);
  }
}

function progressOn(stream: NodeJS.WriteStream, name: string) {
  let told = 0;
  return {
    checked: (count: number): void => {
      if (!stream.isTTY && count - told < progressEvery) return;
      told = count;
      stream.write(
        `${stream.isTTY ? '\r' : ''}${name}: ${number(count)} events judged again${stream.isTTY ? '' : '\n'}`,
      );
    },
    end: (): void => {
      if (stream.isTTY && told > 0) stream.write('\n');
    },
  };
}

function tableOf(name: string, proof: Conservation): string {
  const { usage, verification } = proof;
  const rows: [string, number | string, string?][] = [
    ['received', proof.received, 'accepted calls, counted at the door'],
    ['stored', proof.stored, 'rows of the event store'],
    ['= mapped', proof.mapped, 'events with usage'],
    ['+ unmapped', proof.unmapped, 'events without usage'],
    ['+ identified', proof.identified, 'identify calls that were applied'],
    ['+ pending', proof.pending, 'not yet attributed'],
    ...usage.features.map(({ featureId, records, rollups }): [string, number | string, string] => [
      `usage of ${featureId}`,
      records,
      records === rollups ? 'by records and by totals' : `by records; by totals ${number(rollups)}`,
    ]),
  ];
  if (!usage.equal) rows.push(['usage', 'differs', 'records and totals are not equal']);
  if (verification) {
    rows.push(['judged again', verification.checked, `${number(verification.differences)} differ`]);
    const { events, runs } = verification.awaitingRun;
    if (events > 0) {
      const states = runs.map((run) => `${run.id} (${run.state}): ${number(run.events)}`).join(', ');
      rows.push(['await a run', events, `not a difference; ${states}`]);
    }
  }
  const shown = rows.map(([label, value, note]) => [label, number(value), note ?? ''] as const);
  const labels = Math.max(...shown.map(([label]) => label.length));
  const values = Math.max(...shown.map(([, value]) => value.length));
  return [
    `${name}: ${proof.balanced ? 'balanced' : 'NOT BALANCED'}`,
    ...shown.map(([label, value, note]) =>
      `  ${label.padEnd(labels)}  ${value.padStart(values)}  ${note}`.trimEnd(),
    ),
    ...(verification?.samples ?? []).map(
      ({ eventId, stored, recomputed }) => `  event ${eventId}: stored ${stored}; recomputed ${recomputed}`,
    ),
    '',
  ].join('\n');
}

const number = (value: number | string): string =>
  typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 20 }) : value;
