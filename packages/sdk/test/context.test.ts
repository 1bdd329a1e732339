/* eslint-disable no-console -- what is written to the console is the subject here */
/** Context, logging, artifacts, variables and pauses: what user code reaches from inside of a run. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as later } from "node:timers/promises";
import { client } from "@weir/client";
import type { LogCreate } from "@weir/contract";
import { describe, expect, test, vi } from "vitest";
import {
  artifact,
  flow,
  logger,
  NoRunContext,
  pause,
  resume,
  RunAborted,
  type RunContext,
  runContext,
  runtime,
  suspend,
  task,
  VariableExists,
  variables,
  WaitTimedOut,
} from "../src/index.ts";
import { Backend, withBackend } from "../src/internal.ts";
import { LogStream } from "../src/logging/log-stream.ts";
import { bench } from "./support.ts";

/** The same server, with log lines passed on as in production, and kept. */
function listening(backend: Backend): { own: Backend; lines: LogCreate[] } {
  const lines: LogCreate[] = [];
  const own = new Backend(backend.api, { ...backend.settings, log_level: "debug" });
  const push = own.logs.push.bind(own.logs);
  own.logs.push = (line, fields) => {
    lines.push(line);
    push(line, fields);
  };
  return { own, lines };
}

/** How long to look for something that another part of the program is about to do. */
const PATIENCE = { timeout: 20_000 };

/** Nothing of the console may reach the reporter. */
const quietly = async <T>(fn: () => Promise<T>): Promise<T> => {
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    return await fn();
  } finally {
    stderr.mockRestore();
  }
};

describe("the context", () => {
  test("says where it is missing, and is optional on request", () => {
    expect(() => runContext()).toThrow(NoRunContext);
    expect(runContext.optional()).toBeUndefined();
    expect(runtime.flowRun).toBeUndefined();
  });

  test("is that of the innermost run, across await, timers and streams", () =>
    bench(async () => {
      const where = () => `${runContext().flowRun?.flowName}/${runContext().taskRun?.taskName ?? "-"}`;
      const look = task({ name: "look" }, async () => {
        const seen = [where()];
        await later(1);
        seen.push(where());
        await pipeline(Readable.from(["chunk"]), async (source) => {
          for await (const chunk of source) seen.push(where() + String(chunk).slice(5));
        });
        await new Promise<void>((resolve) => setTimeout(() => resolve(void seen.push(where())), 1));
        return seen;
      });
      const outer = flow({ name: "outer" }, async () => [where(), ...(await Promise.all([look(), look()])), where()]);
      expect(await outer()).toEqual(["outer/-", Array(4).fill("outer/look"), Array(4).fill("outer/look"), "outer/-"]);
    }));

  test("comes as second argument of a flow, and as last of a task that asks for it", () =>
    bench(async () => {
      const explicit = task({ name: "explicit", ctx: true }, (a: number, b: number, ctx: RunContext) => [
        a,
        b,
        ctx.taskRun?.taskName,
      ]);
      const plain = task({ name: "plain" }, (...args: unknown[]) => args.length);
      const outer = flow({ name: "outer" }, async (_, ctx) => [
        ctx === runContext(),
        await explicit(1, 2),
        await plain(1),
      ]);
      expect(await outer()).toEqual([true, [1, 2, "explicit"], 1]);
    }));
});

describe("log lines", () => {
  test("carry their run, level and fields, and are on the server when the flow ends", () =>
    bench(async ({ backend, api }) => {
      const { own } = listening(backend);
      const say = task({ name: "say" }, () => logger({ user: "ada l" }).warn("careful", { count: 2 }));
      const ids = await quietly(() =>
        withBackend(own, () =>
          flow({ name: "talk" }, async (_, ctx) => {
            ctx.logger.info("hello\nworld");
            await say();
            return ctx.flowRun!.id;
          })(),
        ),
      );
      const logs = await api.logs.filter({ logs: { flow_run_id: { any_: [ids] } }, sort: "TIMESTAMP_ASC" });
      expect(logs.map(({ level, message }) => [level, message])).toEqual([
        [20, expect.stringMatching(/^Beginning flow run/)],
        [20, "hello\nworld"],
        [30, 'careful user="ada l" count=2'],
        [20, "Finished in state Completed()"],
      ]);
      expect(logs[2]!.task_run_id).not.toBeNull();
      const found = await Array.fromAsync(api.logs.find({ flow_run_ids: [ids], fields: { count: 2 } }));
      expect(found.map(({ fields }) => fields)).toEqual([{ user: "ada l", count: 2 }]);
    }));

  test("have their fields in their text where the server is not Weir", async () => {
    const sent: unknown[] = [];
    let weir = false;
    const stream = new LogStream(
      async (logs) => sent.push(...logs),
      () => expect.fail(),
      () => weir,
    );
    const line = { name: "n", level: 20, message: "read", timestamp: "2026-01-01T00:00:00Z" };
    stream.push(line, { rows: 12, file: "a b" });
    await stream.flush();
    weir = true;
    stream.push(line, { rows: 12 });
    stream.push(line);
    await stream.flush();
    expect(sent).toEqual([
      { ...line, message: 'read rows=12 file="a b"' },
      { ...line, weir: { fields: { rows: 12 } } },
      line,
    ]);
  });

  test("of the console are captured on request, by the run they belong to", () =>
    bench(async ({ backend }) => {
      const { own, lines } = listening(backend);
      const spies = [vi.spyOn(console, "log").mockReturnValue(), vi.spyOn(console, "error").mockReturnValue()];
      const loud = task({ name: "loud" }, () => console.log("from %s", "inside", { a: 1 }));
      const quiet = flow({ name: "quiet" }, () => console.log("not captured"));
      await quietly(() =>
        withBackend(own, async () => {
          await flow({ name: "captured", log: { console: true } }, async () => {
            console.error("body");
            await loud();
          })();
          await quiet();
        }),
      );
      for (const spy of spies) spy.mockRestore();
      const captured = lines.filter(({ message }) => !/^(Beginning|Finished)/.test(message));
      expect(captured.map(({ level, message, task_run_id: id }) => [level, message, id !== null])).toEqual([
        [40, "body", false],
        [20, "from inside { a: 1 }", true],
      ]);
    }));

  test("that cannot be delivered do not fail the flow", () =>
    bench(async ({ backend }) => {
      const { own } = listening(backend);
      const transport = own.api.transport;
      const api = client({
        transport: {
          request: (request) =>
            request.path === "/logs/" ? Promise.reject(new Error("down")) : transport.request(request),
          sendEvents: (events) => transport.sendEvents(events),
          close: () => Promise.resolve(),
        },
      });
      const broken = new Backend(api, own.settings);
      expect(await quietly(() => withBackend(broken, () => flow({ name: "talk" }, () => 1)()))).toBe(1);
    }));
});

test("artifacts belong to the run that makes them", () =>
  bench(async ({ api }) => {
    const show = task({ name: "show" }, async () => {
      await artifact.markdown("# Done", { key: "report", description: "all of it" });
      await artifact.table([{ a: 1 }, { a: Number.NaN }]);
      await artifact.link("http://x/", { text: "x" });
      await artifact.image("http://x/y.png");
      const progress = await artifact.progress(0);
      await progress.update(250);
      return progress.id;
    });
    await flow({ name: "shows" }, async () => show())();
    const artifacts = (await api.artifacts.filter({ sort: "CREATED_DESC" })).filter(({ type }) => type !== "result");
    expect(artifacts.map(({ type, data }) => [type, data]).reverse()).toEqual([
      ["markdown", "# Done"],
      ["table", '[{"a":1},{"a":null}]'],
      ["markdown", "[x](http://x/)"],
      ["image", "http://x/y.png"],
      ["progress", 100],
    ]);
    for (const { flow_run_id: flowRun, task_run_id: taskRun } of artifacts) expect(flowRun && taskRun).toBeTruthy();
  }));

test("variables are set, replaced on request, and read with a fallback", () =>
  bench(async () => {
    expect(await variables.get("limit", 3)).toBe(3);
    await variables.set("limit", { of: 5 });
    await expect(variables.set("limit", 6)).rejects.toBeInstanceOf(VariableExists);
    await variables.set("limit", 7, { overwrite: true });
    expect(await variables.get("limit")).toBe(7);
  }));

describe("a pause", () => {
  test("ends when the run is resumed, with the input that was asked for", () =>
    bench(async ({ api, runsOf }) => {
      const waits = flow({ name: "waits" }, async () => {
        const input = { type: "object", properties: { name: { type: "string" } }, required: ["name"] };
        return pause({ timeout: "30s", input, description: "Who?" });
      });
      const result = waits();
      const id = await vi.waitFor(async () => {
        const [run] = await runsOf("waits");
        expect(run?.state_type).toBe("PAUSED");
        await api.flowRuns.readInput({ id: run!.id, key: "paused-1-schema" });
        return run!.id;
      }, PATIENCE);
      await expect(resume(id, { input: { name: 5 } })).rejects.toBeInstanceOf(RunAborted);
      await resume(id, { input: { name: "Ada" } });
      expect(await result).toEqual({ name: "Ada" });
    }));

  test("that nobody ends fails the run", () =>
    bench(async () => {
      const state = await flow({ name: "waits" }, () => pause({ timeout: "10ms" })).state();
      expect(state.type).toBe("FAILED");
      await expect(state.result()).rejects.toBeInstanceOf(WaitTimedOut);
    }));

  test("is passed at once when its key was passed before", () =>
    bench(async ({ runsOf }) => {
      const waits = flow({ name: "waits" }, async () => {
        await pause({ key: "once" });
        await pause({ key: "once" });
        return "passed";
      });
      const result = waits();
      await vi.waitFor(async () => {
        const [run] = await runsOf("waits");
        expect(run?.state_type).toBe("PAUSED");
        await resume(run!.id);
      }, PATIENCE);
      expect(await result).toBe("passed");
    }));

  test("out of the process needs a deployment", () =>
    bench(async () => {
      await expect(flow({ name: "suspends" }, () => suspend())()).rejects.toBeInstanceOf(RunAborted);
    }));
});
