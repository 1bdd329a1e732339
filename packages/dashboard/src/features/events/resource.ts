/** What an event is about, as a person reads it, and the page of it. Pure, so that it can be tested. */

type Resource = Readonly<Record<string, string>>;

export const resourceId = (resource: Resource): string => resource["prefect.resource.id"] ?? "";

const KINDS: Readonly<Record<string, string>> = {
  "flow-run": "flow run",
  "task-run": "task run",
  "work-pool": "work pool",
  "work-queue": "work queue",
  "concurrency-limit": "limit",
  "artifact-collection": "artifact",
};

/** `prefect.flow-run.1f…` -> kind `flow-run`, id `1f…`; of others both are the whole. */
function parts(id: string): { readonly kind: string; readonly key: string } {
  const [, kind, key] = /^prefect\.([a-z-]+)\.(.+)$/.exec(id) ?? [];
  return kind && key ? { kind, key } : { kind: "", key: id };
}

/** `flow run brisk-otter` */
export function resourceName(resource: Resource): string {
  const { kind, key } = parts(resourceId(resource));
  const name = resource["prefect.resource.name"] ?? (kind && /^[0-9a-f-]{36}$/.test(key) ? key.slice(0, 8) : key);
  return kind ? `${KINDS[kind] ?? kind.replaceAll("-", " ")} ${name}` : name;
}

const PAGES: Readonly<Record<string, string>> = {
  "flow-run": "runs",
  "task-run": "task-runs",
  flow: "flows",
  deployment: "deployments",
  automation: "automations",
  artifact: "artifacts",
  "concurrency-limit": "limits",
};

/** The address of the page of what the resource is, if it has one here. */
export function resourcePage(resource: Resource): string | undefined {
  const { kind, key } = parts(resourceId(resource));
  const name = resource["prefect.resource.name"];
  if (kind === "work-pool") return name === undefined ? undefined : `/work-pools/${encodeURIComponent(name)}`;
  const page = PAGES[kind];
  return page === undefined ? undefined : `/${page}/${encodeURIComponent(key)}`;
}
