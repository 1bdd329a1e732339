/** Flows that a test holds still and lets go on: what the browser should show at each moment is certain. */
import type { WeirProcess } from "@weir/testkit";
import { artifact, flow, logger, task } from "weir";

/** From now on, flows of this process are recorded by that server; results are kept in its home. */
export function recordOn({ apiUrl, home }: WeirProcess): void {
  process.env["WEIR_API_URL"] = apiUrl;
  process.env["WEIR_HOME"] = home;
}

/** A promise with its key. */
export interface Gate {
  readonly passed: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}

/** Extracts, waits at the gate, loads. */
export const gated = (held: Gate): (() => Promise<string>) => {
  const extract = task({ name: "extract", runName: "extract" }, () => {
    logger().info("read 1204 rows");
    return 1204;
  });
  const load = task({ name: "load", runName: "load" }, async (rows: number) => {
    logger().warn(`waiting for the gate with ${rows} rows`);
    await held.passed;
    return rows;
  });
  const run = flow({ name: "gated", tags: ["live"] }, async () => {
    await load(await extract());
    return "done";
  });
  return () => run({});
};

const fetchPart = task({ name: "fetch-part", runName: "fetch-part-{part}" }, (part: number) => part * 2);

const broken = task({ name: "parse-part", runName: "parse-part-{part}" }, (part: number) => {
  if (part === 3) throw new TypeError(`part ${part} is not a number`);
  return part;
});

const check = task({ name: "check", runName: "check-{name}" }, (name: string) => {
  logger().debug(`checked ${name}`);
  return name;
});

const quality = flow({ name: "quality" }, async ({ parts }: { parts: number }) => {
  await check.map(["nulls", "ranges", "duplicates"]).results();
  return parts;
});

const MARKDOWN = `# Report

All **12** parts arrived. <script>window.pwned = true</script>

[not a link](javascript:window.pwned=true)

| part | rows |
|---|---:|
| a | 1204 |
`;

/** Some of everything that the run page shows: folded tasks, a subflow, artifacts, parameters, and an error. */
export const colourful = flow({ name: "colourful", tags: ["prod", "nightly"] }, async (given: { day: string }) => {
  logger().info(`starting for ${given.day}`);
  await fetchPart.map(Array.from({ length: 12 }, (_, part) => part)).results();
  await quality({ parts: 12 });
  await artifact.markdown(MARKDOWN, { key: "report", description: "What the run did" });
  await artifact.table([{ airport: "ATL", flights: 1204 }], { key: "flights" });
  logger().error("one part is broken");
  await broken(3);
});
