import { Link } from 'wouter';
import classes from './pills.module.css';
import { formatNumber } from './format.js';

export interface Pill {
  label: string;
  to: string;
  current: boolean;
  count?: number | undefined;
}

/** Parts of a list, each with an address of its own and the number of what is in it. */
export function Pills({ label, pills }: { label: string; pills: readonly Pill[] }) {
  return (
    <nav aria-label={label}>
      <ul className={classes.pills}>
        {pills.map((pill) => (
          <li key={pill.label}>
            <Link
              to={pill.to}
              className={classes.pill}
              {...(pill.current && { 'aria-current': 'page' as const })}
            >
              {pill.label}
              {pill.count !== undefined && <span className={classes.count}>{formatNumber(pill.count)}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Ids beside each other, in the same shape. */
export function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <ul className={classes.pills}>
      {tags.map((tag) => (
        <li key={tag} className={classes.tag}>
          {tag}
        </li>
      ))}
    </ul>
  );
}
