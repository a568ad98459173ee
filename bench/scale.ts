/** How much a run does. The smoke run takes seconds and proves only that nothing is absurd. */
export interface Scale {
  repeats: number;
  warmUpSeconds: number;
  seconds: number;
  /** Events of the end-to-end run. */
  events: number;
  /** Unmapped events of the retroactive run; a quarter has the rule's name, 8 % match. */
  unmapped: number;
  /** Usage records that reading is measured over. */
  records: number;
  /** Stored events that ingestion is measured over. */
  stored: number;
  /** Users that the flags are asked of. */
  users: number;
}

export const fullScale: Scale = {
  repeats: 3,
  warmUpSeconds: 3,
  seconds: 8,
  events: 200_000,
  unmapped: 1_000_000,
  records: 10_000_000,
  stored: 20_000_000,
  users: 1_000_000,
};

export const smokeScale: Scale = {
  repeats: 1,
  warmUpSeconds: 1,
  seconds: 1,
  events: 10_000,
  unmapped: 20_000,
  records: 20_000,
  stored: 200_000,
  users: 10_000,
};
