/** Automations in code: what is saved is what the server has, once for each name. */
import type { Automation } from "@weir/contract";
import { describe, expect, test } from "vitest";
import { Webhook } from "../src/blocks/builtin/index.ts";
import {
  action,
  AmbiguousAutomation,
  automation,
  compoundTrigger,
  eventTrigger,
  flow,
  NoSuchDeployment,
  NoSuchTarget,
  sequenceTrigger,
} from "../src/index.ts";
import { type Bench, bench } from "./support.ts";

const all = ({ api }: Bench) => api.automations.filter({}) as Promise<Automation[]>;
const ping = eventTrigger({ expect: "ping" });

describe("automation()", () => {
  test("saves its triggers as the server has them", () =>
    bench(async (on) => {
      const silent = eventTrigger({
        posture: "proactive",
        expect: ["a", "b.*"],
        after: "c",
        match: { "prefect.resource.id": "prefect.flow-run.*" },
        matchRelated: [{ "prefect.resource.role": "flow" }],
        forEach: "prefect.resource.id",
        threshold: 3,
        within: "1m",
      });
      const trigger = compoundTrigger([silent, sequenceTrigger([ping, silent], { within: "1h" })], { require: "any" });
      await automation({ name: "all", trigger, actions: [action.doNothing()], description: "d", tags: ["t"] }).save();
      const event = {
        type: "event",
        posture: "Proactive",
        expect: ["a", "b.*"],
        after: ["c"],
        match: { "prefect.resource.id": "prefect.flow-run.*" },
        match_related: [{ "prefect.resource.role": "flow" }],
        for_each: ["prefect.resource.id"],
        threshold: 3,
        within: 60,
      };
      expect(await all(on)).toMatchObject([
        {
          name: "all",
          description: "d",
          tags: ["t"],
          enabled: true,
          trigger: {
            type: "compound",
            require: "any",
            within: null,
            triggers: [
              event,
              { type: "sequence", within: 3600, triggers: [{ type: "event", expect: ["ping"] }, event] },
            ],
          },
        },
      ]);
    }));

  test("every action finds what it names, or is about what the event is about", () =>
    bench(async (on) => {
      const { api } = on;
      const pool = await api.workPools.create({ name: "p", type: "process" });
      const queue = await api.workPools.createQueue({ work_pool_name: "p" }, { name: "q" });
      const deployed = await flow({ name: "f" }, () => 1).deploy({ name: "d", workPool: "p" });
      const hook = await (await Webhook.create({ url: "http://127.0.0.1:1/" })).save("hook");
      const first = await automation({ name: "first", trigger: ping, actions: [] }).save();
      const actions = [
        action.runDeployment("f/d", { parameters: { n: "{{ event.id }}" }, after: "1m" }),
        action.runDeployment(),
        action.pauseDeployment("f/d"),
        action.pauseWorkPool("p"),
        action.resumeWorkQueue("p/q"),
        action.pauseAutomation("first"),
        action.resumeAutomation(),
        action.cancelFlowRun(),
        action.changeFlowRunState("FAILED", { name: "Stuck", message: "m" }),
        action.callWebhook(hook, { a: 1 }),
        action.callWebhook("webhook/hook", "{{ event.id }}"),
      ];
      await automation({ name: "many", trigger: ping, actions }).save();
      const many = (await all(on)).find(({ name }) => name === "many")!;
      expect(many.actions).toMatchObject([
        {
          type: "run-deployment",
          source: "selected",
          deployment_id: deployed.id,
          parameters: { n: "{{ event.id }}" },
          schedule_after: 60,
        },
        { type: "run-deployment", source: "inferred", deployment_id: null },
        { type: "pause-deployment", source: "selected", deployment_id: deployed.id },
        { type: "pause-work-pool", source: "selected", work_pool_id: pool.id },
        { type: "resume-work-queue", source: "selected", work_queue_id: queue.id },
        { type: "pause-automation", source: "selected", automation_id: first.id },
        { type: "resume-automation", source: "inferred", automation_id: null },
        { type: "cancel-flow-run" },
        { type: "change-flow-run-state", state: "FAILED", name: "Stuck", message: "m", force: false },
        { type: "call-webhook", block_document_id: hook.blockId, payload: '{\n  "a": 1\n}' },
        { type: "call-webhook", block_document_id: hook.blockId, payload: "{{ event.id }}" },
      ]);
    }));

  test("saved again it is the same one: left alone as it is, changed where it differs", () =>
    bench(async (on) => {
      const of = (tags: string[]) => automation({ name: "a", trigger: ping, actions: [action.cancelFlowRun()], tags });
      const { id } = await of(["t"]).save();
      const [made] = await all(on);
      await of(["t"]).save();
      expect(await all(on)).toEqual([made]);
      expect(await of(["u"]).save()).toEqual({ id });
      expect(await all(on)).toMatchObject([{ id, tags: ["u"] }]);
      expect(await of([]).delete()).toBe(true);
      expect(await of([]).delete()).toBe(false);
      expect(await all(on)).toEqual([]);
    }));

  test("what is not there, or not clear, is told by name", () =>
    bench(async ({ api }) => {
      const save = (...actions: Parameters<typeof automation>[0]["actions"]) =>
        automation({ name: "a", trigger: ping, actions }).save();
      await expect(save(action.runDeployment("f/none"))).rejects.toThrow(NoSuchDeployment);
      await expect(save(action.pauseWorkPool("none"))).rejects.toThrow("there is no work pool none");
      await expect(save(action.pauseWorkQueue("none"))).rejects.toThrow("name it as pool/queue");
      await expect(save(action.callWebhook("webhook/none"))).rejects.toThrow(NoSuchTarget);
      const unsaved = await Webhook.create({ url: "http://127.0.0.1:1/" });
      await expect(save(action.callWebhook(unsaved))).rejects.toThrow("is not saved");
      const body = { name: "a", trigger: { type: "event", posture: "Reactive" }, actions: [] };
      await Promise.all([body, body].map((each) => api.automations.create(each as never)));
      await expect(save()).rejects.toThrow(AmbiguousAutomation);
    }));
});

test("triggers of a deployment become automations of its own, in the place of those before", () =>
  bench(async (on) => {
    await on.api.workPools.create({ name: "p", type: "process" });
    const report = flow({ name: "report" }, () => 1);
    const deploy = (triggers?: Parameters<typeof report.deploy>[0]["triggers"]) =>
      report.deploy({ name: "d", workPool: "p", triggers });
    const { id } = await deploy([
      ping,
      {
        on: eventTrigger({ expect: "pong" }),
        name: "on pong",
        parameters: { file: "{{ event.payload.file }}" },
        after: 5,
      },
    ]);
    const run = { type: "run-deployment", source: "selected", deployment_id: id };
    const owned = async () =>
      (await on.api.automations.relatedTo({ resource_id: `prefect.deployment.${id}` })) as Automation[];
    const both = (await owned()).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(both).toMatchObject([
      { name: "d__automation_1", trigger: { expect: ["ping"] }, actions: [{ ...run, parameters: null }] },
      {
        name: "on pong",
        trigger: { expect: ["pong"] },
        actions: [{ ...run, parameters: { file: "{{ event.payload.file }}" }, schedule_after: 5 }],
      },
    ]);
    await deploy();
    expect(await owned()).toHaveLength(2);
    await deploy([ping]);
    expect(await owned()).toMatchObject([{ name: "d__automation_1" }]);
    await deploy([]);
    expect(await owned()).toEqual([]);
  }));
