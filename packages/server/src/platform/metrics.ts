/**
 * Numbers that are counted in memory and written as Prometheus text when somebody asks.
 *
 * M1. Counting is an addition to a number that was looked up before: hot paths hold on to their meters.
 * M2. What can be read when it is asked for (memory, queues, the database) is not counted but read then.
 * M3. Labels come from bounded sets; nothing that users write becomes one.
 */

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

/** A number that only grows. */
export class Counter {
  value = 0;
  add(amount = 1): void {
    this.value += amount;
  }
}

/** A number that goes up and down. */
export class Gauge {
  value = 0;
}

/** How often values were at most so great. */
export class Histogram {
  readonly bounds: readonly number[];
  /** Values up to each bound and above the one before; the last: above all. */
  readonly counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    let at = 0;
    while (at < this.bounds.length && value > this.bounds[at]!) at++;
    this.counts[at]!++;
    this.sum += value;
  }
}

/** Meters of one name, one for each set of labels, made at its first use. */
export class Labelled<M> {
  readonly #names: readonly string[];
  readonly #make: () => M;
  readonly #byLabels = new Map<string, { readonly labels: Labels; readonly meter: M }>();

  constructor(names: readonly string[], make: () => M) {
    this.#names = names;
    this.#make = make;
  }

  /** The meter of these values, one for each label. Whoever counts often keeps it (M1). */
  of(...values: readonly string[]): M {
    const key = values.join("\0");
    let known = this.#byLabels.get(key);
    if (!known) {
      known = {
        labels: Object.fromEntries(this.#names.map((name, at) => [name, values[at]!])),
        meter: this.#make(),
      };
      this.#byLabels.set(key, known);
    }
    return known.meter;
  }

  all(): Iterable<{ readonly labels: Labels; readonly meter: M }> {
    return this.#byLabels.values();
  }
}

type Read = () => number | Iterable<Sample> | Promise<number | Iterable<Sample>>;

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  lines(name: string): string[] | Promise<string[]>;
}

/** Every metric of a server. */
export class Registry {
  readonly #families: Family[] = [];

  counter(name: string, help: string): Counter {
    const counter = new Counter();
    this.#add(name, help, "counter", () => counter.value);
    return counter;
  }

  counters(name: string, help: string, labels: readonly string[]): Labelled<Counter> {
    const counters = new Labelled(labels, () => new Counter());
    this.#add(name, help, "counter", () => valuesOf(counters));
    return counters;
  }

  gauge(name: string, help: string): Gauge {
    const gauge = new Gauge();
    this.#add(name, help, "gauge", () => gauge.value);
    return gauge;
  }

  gauges(name: string, help: string, labels: readonly string[]): Labelled<Gauge> {
    const gauges = new Labelled(labels, () => new Gauge());
    this.#add(name, help, "gauge", () => valuesOf(gauges));
    return gauges;
  }

  histograms(name: string, help: string, labels: readonly string[], bounds: readonly number[]): Labelled<Histogram> {
    const histograms = new Labelled(labels, () => new Histogram(bounds));
    const lines = (): string[] =>
      [...histograms.all()].flatMap(({ labels, meter }) => histogramLines(name, labels, meter));
    this.#families.push({ name, help, type: "histogram", lines });
    return histograms;
  }

  /** A metric that is read when it is asked for (M2). */
  read(name: string, help: string, type: "counter" | "gauge", read: Read): void {
    this.#add(name, help, type, read);
  }

  /** Names and meanings, in the order in which they were declared. */
  get declared(): readonly Pick<Family, "name" | "help" | "type">[] {
    return this.#families;
  }

  /** Text format 0.0.4. What cannot be read now is left out. */
  async text(): Promise<string> {
    const parts = await Promise.all(
      this.#families.map(async ({ name, help, type, lines }) => {
        const samples = await Promise.resolve(lines(name)).catch(() => []);
        if (samples.length === 0) return "";
        return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.join("\n")}\n`;
      }),
    );
    return parts.join("");
  }

  #add(name: string, help: string, type: "counter" | "gauge", read: Read): void {
    const lines = async (): Promise<string[]> => {
      const value = await read();
      const samples = typeof value === "number" ? [{ value }] : [...value];
      return samples.map(({ labels, value }: Sample) => `${name}${labelText(labels)} ${numberText(value)}`);
    };
    this.#families.push({ name, help, type, lines });
  }
}

export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

function* valuesOf(meters: Labelled<{ readonly value: number }>): Iterable<Sample> {
  for (const { labels, meter } of meters.all()) yield { labels, value: meter.value };
}

function histogramLines(name: string, labels: Labels, { bounds, counts, sum }: Histogram): string[] {
  let count = 0;
  const buckets = counts.map((each, at) => {
    count += each;
    const le = at < bounds.length ? String(bounds[at]) : "+Inf";
    return `${name}_bucket${labelText({ ...labels, le })} ${count}`;
  });
  return [
    ...buckets,
    `${name}_sum${labelText(labels)} ${numberText(sum)}`,
    `${name}_count${labelText(labels)} ${count}`,
  ];
}

const escaped = (text: string): string =>
  text.replace(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));

function labelText(labels: Labels = {}): string {
  const entries = Object.entries(labels);
  return entries.length === 0 ? "" : `{${entries.map(([name, value]) => `${name}="${escaped(value)}"`).join()}}`;
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}
