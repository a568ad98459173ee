/** How much a run does. The smoke run takes seconds and proves only that nothing is absurd. */
export interface Scale {
  repeats: number;
  warmUpSeconds: number;
  seconds: number;
  /** Of the load beside which lag and reading are measured. */
  lagSeconds: number;
  /** Events of the end-to-end run. */
  events: number;
  /** Unmapped events of the retroactive run; a quarter has the rule's name, 8 % match. */
  unmapped: number;
  /** Usage records that reading is measured over. */
  records: number;
  /** Stored events that growth begins with. */
  storedAtFirst: number;
  /** Stored events that ingestion is measured over. */
  stored: number;
  /** Users that the flags are asked of. */
  users: number;
}

export const fullScale: Scale = {
  repeats: 5,
  warmUpSeconds: 3,
  seconds: 8,
  lagSeconds: 15,
  events: 200_000,
  unmapped: 1_000_000,
  records: 10_000_000,
  storedAtFirst: 200_000,
  stored: 20_000_000,
  users: 1_000_000,
};

export const smokeScale: Scale = {
  repeats: 1,
  warmUpSeconds: 0.3,
  seconds: 0.5,
  lagSeconds: 2,
  events: 4_000,
  unmapped: 20_000,
  records: 8_000,
  storedAtFirst: 4_000,
  stored: 16_000,
  users: 2_000,
};
