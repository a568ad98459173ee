import { readFile } from 'node:fs/promises';
import { checkFixtures, DomainError, readRuleFile, StartError } from '#libs/kana';

/**
 * Checks the fixtures of a file of rules, without a server and without a database. The features that there are: those of
 * the file, and those that its rules give.
 */
export async function testRules(path: string): Promise<number> {
  const file = openFile(path, await textOf(path));
  const features = new Set([
    ...file.features.map(({ id }) => id),
    ...file.rules.map(({ featureId }) => featureId),
  ]);
  const failed = new Map(checkFixtures(file, features).map((one) => [one.fixture, one]));
  for (const [index, { name }] of file.fixtures.entries()) {
    const failure = failed.get(index);
    console.log(failure ? `not ok  ${path}, ${failure.fault.message}` : `ok      ${name}`);
  }
  const rules = `${file.rules.length} ${file.rules.length === 1 ? 'rule' : 'rules'}`;
  const fixtures = `${file.fixtures.length} ${file.fixtures.length === 1 ? 'fixture' : 'fixtures'}`;
  console.log(`${rules}, ${fixtures}, ${failed.size} failed`);
  return failed.size === 0 ? 0 : 1;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new StartError(`Cannot read ${path}: ${(error as Error).message}`);
  }
}

function openFile(path: string, text: string): ReturnType<typeof readRuleFile> {
  try {
    return readRuleFile(text);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const faults = (error.details.faults ?? []).map((fault) =>
      [fault.path, fault.message].filter(Boolean).join(': '),
    );
    throw new StartError([`${path} is no file of rules:`, ...faults].join('\n  '));
  }
}
