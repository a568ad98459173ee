import { Random } from './random.js';

/** What a workspace pays for. */
export type Plan = 'free' | 'team' | 'pro' | 'enterprise';

interface Workspace {
  id: string;
  name: string;
  plan: Plan;
  domain: string;
  /** Hours that its clocks are ahead of UTC. */
  zone: number;
}

export interface Person {
  id: string;
  name: string;
  email: string;
  workspace: Workspace;
  /** Buys and gives back the seats of the workspace. */
  admin: boolean;
  /** Customer at the billing provider. */
  billingId: string | null;
  /** How the server comes to know that customer: from the file of the billing team, from identify calls, or not yet. */
  billingKnownBy: 'file' | 'trait' | 'nobody';
  /** The first day with calls; 0 is the first of all. */
  joined: number;
  /** The last day with calls. */
  left: number;
  /** Calls of an ordinary working day. */
  pace: number;
}

export interface Company {
  people: Person[];
  /** Second accounts of people who forgot the first: each shares its email with another. */
  doubles: { first: Person; second: Person }[];
  /** Customers of the billing provider who never signed in. */
  customers: { name: string; email: string; billingId: string }[];
  /** Of one email the provider has two customers, so no import is taken over. */
  twice: Person;
}

export const days = 92;

const plans = [
  { plan: 'free', weight: 40, seats: 4 },
  { plan: 'team', weight: 32, seats: 7 },
  { plan: 'pro', weight: 20, seats: 11 },
  { plan: 'enterprise', weight: 8, seats: 24 },
] as const satisfies { plan: Plan; weight: number; seats: number }[];

/** The customers of Quillboard, which does not exist: a tool for projects of teams. */
export function makeCompany(scale: number): Company {
  const random = new Random('quillboard');
  const wanted = Math.round(500 * scale);
  const workspaces: { workspace: Workspace; seats: number }[] = [];
  const people: Person[] = [];
  while (people.length < wanted) {
    const number = workspaces.length;
    // The first ones have one of each plan.
    const { plan, seats } = plans[number] ?? random.weighted(plans);
    const name = `${workspaceNames[number % workspaceNames.length]!} ${random.pick(trades)}`;
    const domain = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.example.com`;
    const zone = random.pick([-8, -5, -5, -3, 0, 1, 1, 2, 3, 5, 8, 9, 11]);
    const workspace = { id: `ws_${100 + number}`, name, plan, domain, zone };
    workspaces.push({ workspace, seats });
    // A small company has every plan as well.
    const size = Math.min(wanted - people.length, Math.ceil(wanted / 4), 1 + random.count(seats));
    for (let seat = 0; seat < size; seat += 1)
      people.push(makePerson(people.length, workspace, seat === 0, random));
  }
  const doubles = people
    .filter(({ billingKnownBy }) => billingKnownBy !== 'file')
    .slice(0, Math.max(3, Math.round(14 * scale)))
    .map((first, n) => ({ first, second: secondAccount(first, n) }));
  const customers = Array.from({ length: Math.max(4, Math.round(30 * scale)) }, (_, n) => {
    const { name, email } = named(wanted + n, 'accounts.example.org');
    return { name, email, billingId: billingIdOf(wanted + n) };
  });
  const twice = people.find(({ billingKnownBy }) => billingKnownBy === 'file')!;
  return { people: [...people, ...doubles.map(({ second }) => second)], doubles, customers, twice };
}

function makePerson(n: number, workspace: Workspace, admin: boolean, random: Random): Person {
  const pays = workspace.plan !== 'free';
  const known = random.next();
  // A few do most of the work: Pareto's tail.
  const tail = Math.min(14, (1 - random.next()) ** (-1 / 1.4));
  // A third was there before; since then more come every week.
  const joined = random.chance(0.34) ? random.integer(0, 4) : Math.floor(days * Math.sqrt(random.next()));
  return {
    id: `u_${1001 + n}`,
    ...named(n, workspace.domain),
    workspace,
    admin,
    billingId: pays ? billingIdOf(n) : null,
    billingKnownBy: !pays ? 'nobody' : known < 0.6 ? 'file' : known < 0.88 ? 'trait' : 'nobody',
    joined,
    left: random.chance(0.07) ? joined + random.integer(10, 50) : days,
    pace: tail * (pays ? 1.3 : 0.7),
  };
}

const secondAccount = (first: Person, n: number): Person => ({
  ...first,
  id: `sso|${40_101 + n}`,
  admin: false,
  billingId: null,
  billingKnownBy: 'nobody',
  joined: Math.min(days - 8, first.joined + 20),
  pace: 1.5,
});

/** No name comes twice among the first 2,800. */
function named(n: number, domain: string): { name: string; email: string } {
  const first = firstNames[n % firstNames.length]!;
  const last = lastNames[(n * 7 + Math.floor(n / firstNames.length)) % lastNames.length]!;
  return { name: `${first} ${last}`, email: `${first}.${last}@${domain}`.toLowerCase() };
}

const billingIdOf = (n: number): string => `cus_Demo${String(n).padStart(6, '0')}`;

const words = (text: string): string[] => text.trim().split(/\s+/);

const firstNames = words(`
  Amara Kenji Zofia Mateo Priya Leila Tomas Ngozi Sven Mei Omar Ines Dmitri Aroha Kofi Yara Emil Fatima Joao Hana
  Ravi Signe Tariq Lucia Bao Adaeze Pavel Nour Isla Wanjiru Hugo Sakura Elif Thabo Freya Diego Anika Yusuf Clara Minh
  Zanele Otto Farah Luca Malia Igor Rosa`);

/** Made up, so that nobody is meant. */
const lastNames = words(`
  Lanternfield Quillmoor Brightwater Thistledown Copperwick Moonbarrow Fernhollow Saltmarsh Windlesby Oakenshaw
  Pebblebrook Starling-Vane Ashgrovely Marrowstone Tinderbox Loomwright Dapplewood Hazelthorn Cloudberry Riverstitch
  Nettlecombe Emberlyne Foxglade Harrowmere Juniperly Kettlebright Larkspurre Mistlewaite Northwillow Otterbourn-Hay
  Plumridge Quiverleaf Rookhaven Silverthread Turnipseed Underbough Velvetmoss Wrenfeather Yarrowdale Zephyrine
  Applegarthe Bramblewick Candlemere Dovetailor Elderquist Finchwhistle Gooseberrie Honeycutter Inkwellsby Jellicot
  Kelpsworth Lilypadden Mossgather Nutmeggin Opalbrook Pinecroftly Quartzwell Rainsbury Sorrelton`);

const workspaceNames = words(`
  Copperkettle Bluefinch Marzipan Lighthouse Tumbleweed Paperboat Saffronhill Ironpetal Driftwood Hummingbird Nightjar
  Firefly Cobblestone Sugarmaple Windmill Seaglass Thimble Foxglove Buttercup Moonpool Starfruit Kingfisher Gingerroot
  Sandpiper Puddle Waxwing Clementine Barleycorn Icicle Snapdragon Teacup Wildhoney Daydream Pomelo Rosehip Skylark
  Lemongrass Anchorage Biscuit Cedarbox`);

const trades = words(
  'Logistics Studios Foods Robotics Health Travel Energy Books Games Interiors Labs Ferries',
);
