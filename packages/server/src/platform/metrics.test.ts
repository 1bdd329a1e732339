import { describe, expect, test } from "vitest";
import { Registry } from "./metrics.ts";

describe("the text of metrics", () => {
  test("counters, gauges and what is read when it is asked for", async () => {
    const registry = new Registry();
    registry.counter("done_total", "What was done.").add(3);
    registry.counters("by_total", "By kind.", ["kind"]).of('a"b\\c\nd').add();
    registry.gauges("open", "What is open.", ["kind", "side"]).of("x", "in").value = 2;
    registry.read("size", "How great.", "gauge", async () => 1.5);
    expect(await registry.text()).toBe(
      [
        "# HELP done_total What was done.",
        "# TYPE done_total counter",
        "done_total 3",
        "# HELP by_total By kind.",
        "# TYPE by_total counter",
        'by_total{kind="a\\"b\\\\c\\nd"} 1',
        "# HELP open What is open.",
        "# TYPE open gauge",
        'open{kind="x",side="in"} 2',
        "# HELP size How great.",
        "# TYPE size gauge",
        "size 1.5",
        "",
      ].join("\n"),
    );
  });

  test("buckets of a histogram add up", async () => {
    const registry = new Registry();
    const times = registry.histograms("time_seconds", "Time.", ["route"], [0.1, 1]).of("/x");
    for (const value of [0.1, 0.5, 7]) times.observe(value);
    expect((await registry.text()).split("\n").slice(2, -1)).toEqual([
      'time_seconds_bucket{route="/x",le="0.1"} 1',
      'time_seconds_bucket{route="/x",le="1"} 2',
      'time_seconds_bucket{route="/x",le="+Inf"} 3',
      'time_seconds_sum{route="/x"} 7.6',
      'time_seconds_count{route="/x"} 3',
    ]);
  });

  test("one that cannot be read leaves the others as they are; one that nothing is known of is not named", async () => {
    const registry = new Registry();
    registry.read("broken", "Fails.", "gauge", () => Promise.reject(new Error("no database")));
    registry.read("fails", "Throws.", "gauge", () => {
      throw new Error("no");
    });
    registry.counters("unused_total", "Nothing yet.", ["kind"]);
    registry.counter("good_total", "Works.");
    expect(await registry.text()).toBe("# HELP good_total Works.\n# TYPE good_total counter\ngood_total 0\n");
  });
});
