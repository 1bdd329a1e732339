import { expect, it } from "vitest";
import { resourceName, resourcePage } from "./resource.ts";

const ID = "01a204fb-2b0a-7a0a-b879-5d87a32f7ec8";
const of = (id: string, name?: string) => ({
  "prefect.resource.id": id,
  ...(name && { "prefect.resource.name": name }),
});

it.each([
  [of(`prefect.flow-run.${ID}`, "brisk-otter"), "flow run brisk-otter"],
  [of(`prefect.flow-run.${ID}`), "flow run 01a204fb"],
  [of(`prefect.work-pool.${ID}`, "machines"), "work pool machines"],
  [of("my.bucket.reports"), "my.bucket.reports"],
  [{}, ""],
])("names %j", (resource, name) => expect(resourceName(resource)).toBe(name));

it.each([
  [of(`prefect.flow-run.${ID}`), `/runs/${ID}`],
  [of(`prefect.work-pool.${ID}`, "machines"), "/work-pools/machines"],
  [of(`prefect.work-pool.${ID}`), undefined],
  [of("my.bucket.reports"), undefined],
])("leads from %j to its page", (resource, page) => expect(resourcePage(resource)).toBe(page));
