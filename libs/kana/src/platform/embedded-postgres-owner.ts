import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** The account that PostgreSQL runs under; undefined: the one we run under ourselves. */
export type Owner = { uid: number; gid: number } | undefined;

/** Used where the system names neither of the preferred accounts. */
const nobody = { uid: 65_534, gid: 65_534 };

/** PostgreSQL refuses to run as root, so root starts it as the one who owns the data, or will. */
export function clusterOwner(cluster: string): Owner {
  if (process.getuid?.() !== 0) return undefined;
  const existing = statSync(cluster, { throwIfNoEntry: false });
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  const accounts = readAccounts();
  return accounts.get('postgres') ?? accounts.get('nobody') ?? nobody;
}

/** Read from the file itself: slim images have no `getent`, and some no `id`. */
function readAccounts(): Map<string, { uid: number; gid: number }> {
  const accounts = new Map<string, { uid: number; gid: number }>();
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [, name, uid, gid] = /^([^:]+):[^:]*:(\d+):(\d+):/.exec(line) ?? [];
    if (name && uid && gid) accounts.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return accounts;
}

/** Tried by that account itself: the modes of the folders above do not tell all (ACLs, mounts, namespaces). */
export function canEnter(directory: string, owner: Owner): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory], runAs(owner)).status === 0;
}

/** Options of `spawn`. The folder we are in may be closed to that account. */
export const runAs = (owner: Owner): { cwd: string; uid?: number; gid?: number } => ({ cwd: '/', ...owner });
