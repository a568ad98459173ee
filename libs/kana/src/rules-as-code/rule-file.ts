import { isScalar, LineCounter, type Node, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { type Feature, newFeatureSchema } from '../mapping/feature.js';
import { type MappingRule, newRuleSchema } from '../mapping/rule.js';
import { DomainError, type Fault } from '../platform/errors.js';

/** Of the format of the file. */
const formatVersion = 1;

const featuresMax = 5_000;
const rulesMax = 5_000;
const fixturesMax = 5_000;

/** An alias repeats a part of the file: more than this and a small file would stand for a very large one. */
const aliasesMax = 100;

const fixtureSchema = z.strictObject({
  name: z.string().min(1).max(255),
  event: z.record(z.string(), z.unknown()).describe('A track call of Segment, as it was sent.'),
  expect: z
    .record(z.string().min(1), z.number())
    .describe('Units by feature id. Empty: the event is unmapped.'),
});

export const ruleFileSchema = z
  .strictObject({
    version: z.literal(formatVersion),
    features: z.array(newFeatureSchema).max(featuresMax).default([]),
    rules: z
      .array(newRuleSchema.extend({ id: z.uuid().optional() }))
      .max(rulesMax)
      .describe('All rules, in the order in which they are matched.'),
    fixtures: z.array(fixtureSchema).max(fixturesMax).default([]),
  })
  .superRefine(({ features }, context) => {
    const seen = new Set<string>();
    for (const [index, { id }] of features.entries()) {
      if (seen.has(id)) {
        context.addIssue({
          code: 'custom',
          path: ['features', index, 'id'],
          message: `there are two features with the id "${id}"`,
        });
      }
      seen.add(id);
    }
  });

export type RuleFile = z.infer<typeof ruleFileSchema>;
export type FileRule = RuleFile['rules'][number];
export type Fixture = RuleFile['fixtures'][number];

/** A file that was read: its content, and where each part of it stands. */
export interface OpenedRuleFile extends RuleFile {
  /** A fault with the line that its path is on. */
  fault(path: readonly PropertyKey[], message: string): Fault;
}

/**
 * Reads YAML 1.2, and with it JSON. A number is a number and a text in quotes a text: 5 and "5" stay apart.
 * @throws DomainError `invalid` with every fault, each with its line.
 */
export function readRuleFile(text: string): OpenedRuleFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    // Also where the file says that it is of YAML 1.1, in which `no` is false.
    schema: 'core',
    strict: true,
    uniqueKeys: true,
    prettyErrors: false,
  });
  const line = (offset: number): string => `line ${lines.linePos(offset).line}`;
  const broken = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    path: '',
    message: `${line(pos[0])}: ${message}`,
  }));
  if (broken.length > 0) throw invalid(broken);

  const fault = (path: readonly PropertyKey[], message: string): Fault => {
    const dotted = path.map(String).join('.');
    const node = nearest(document, path);
    return { path: dotted, message: node?.range ? `${line(node.range[0])}: ${message}` : message };
  };
  const read = ruleFileSchema.safeParse(contentOf(document));
  if (read.success) return { ...read.data, fault };
  throw invalid(
    read.error.issues.flatMap((issue) => faultsOf(issue)).map(([path, message]) => fault(path, message)),
  );
}

/** The file of an environment. */
export function ruleFileOf(features: readonly Feature[], rules: readonly MappingRule[]): object {
  return {
    version: formatVersion,
    features: features.map(({ id, name, type, unitLabel, unitLabelPlural, metadata }) => ({
      id,
      name,
      type,
      ...(unitLabel !== null && { unitLabel }),
      ...(unitLabelPlural !== null && { unitLabelPlural }),
      ...(Object.keys(metadata).length > 0 && { metadata }),
    })),
    rules: rules.map(({ id, name, featureId, enabled, conditions }) => ({
      id,
      name,
      featureId,
      enabled,
      conditions,
    })),
  };
}

/** As YAML. What an older reader would take for a boolean or a number is in quotes. */
export const writeYaml = (file: object): string =>
  stringify(file, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' });

type Document = ReturnType<typeof parseDocument>;

function contentOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: aliasesMax });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw invalid([{ path: '', message: `has too many aliases: ${aliasesMax} are allowed` }]);
  }
}

/** The node at a path, or the innermost around it. */
function nearest(document: Document, path: readonly PropertyKey[]): Node | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as Node | null | undefined;
    // An absent value stands where the next line begins.
    if (node?.range && !(isScalar(node) && node.source === '')) return node;
  }
  return undefined;
}

type Issue = z.core.$ZodIssue;

/** Of a union's members, the faults of the one that the input is nearest to. */
function faultsOf(issue: Issue, parent: readonly PropertyKey[] = []): [PropertyKey[], string][] {
  const path = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [[...path, key], 'Unknown field']);
  if (issue.code === 'invalid_union') {
    const [first] = issue.errors.toSorted((one, other) => one.length - other.length);
    if (first?.length) return first.flatMap((inner) => faultsOf(inner, path));
  }
  return [[path, issue.message]];
}

export function invalid(faults: readonly Fault[], code = 'invalid_rule_file'): DomainError {
  const text = faults.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  return new DomainError('invalid', code, text, { faults });
}
