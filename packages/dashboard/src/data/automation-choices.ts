/** What the form of an automation lets choose: things by name. Of each kind 200 at most; JSON takes any id. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

const MOST = 200;
/** Milliseconds for which a list is good enough to choose from. */
const FRESH = 30_000;

export interface Choice {
  readonly id: string;
  readonly label: string;
}

type Load = (signal: AbortSignal) => Promise<readonly Choice[]>;

const byLabel = (choices: readonly Choice[]): readonly Choice[] =>
  choices.toSorted((a, b) => a.label.localeCompare(b.label));

const LOADS = {
  flow: async (signal) =>
    (await api.flows.filter({ limit: MOST, sort: "NAME_ASC" }, { signal })).map(({ id, name }) => ({
      id,
      label: name,
    })),
  deployment: async (signal) => {
    const deployments = await api.deployments.filter({ limit: MOST, sort: "NAME_ASC" }, { signal });
    const ids = [...new Set(deployments.map(({ flow_id }) => flow_id))];
    const flows =
      ids.length > 0 ? await api.flows.filter({ flows: { id: { any_: ids } }, limit: MOST }, { signal }) : [];
    const flowNames = new Map(flows.map(({ id, name }) => [id, name]));
    return deployments.map(({ id, name, flow_id }) => ({ id, label: `${flowNames.get(flow_id) ?? "?"}/${name}` }));
  },
  "work-pool": async (signal) =>
    (await api.workPools.filter({ limit: MOST }, { signal })).map(({ id, name }) => ({ id, label: name })),
  "work-queue": async (signal) =>
    (await api.workQueues.filter({ limit: MOST }, { signal })).map(({ id, name, work_pool_name }) => ({
      id,
      label: work_pool_name ? `${work_pool_name}/${name}` : name,
    })),
  automation: async (signal) =>
    (await api.automations.filter({ limit: MOST, sort: "NAME_ASC" }, { signal })).map(({ id, name }) => ({
      id,
      label: name,
    })),
  notifier: async (signal) =>
    blocks(
      await api.blockDocuments.filter(
        { block_schemas: { block_capabilities: { all_: ["notify"] } }, limit: MOST },
        { signal },
      ),
    ),
  webhook: async (signal) =>
    blocks(await api.blockDocuments.filter({ block_types: { slug: { any_: ["webhook"] } }, limit: MOST }, { signal })),
} satisfies Record<string, Load>;

interface Named {
  readonly id: string;
  readonly name?: string | null;
  readonly block_type?: { readonly slug: string } | null;
}

const blocks = (documents: readonly Named[]): readonly Choice[] =>
  documents.map(({ id, name, block_type }) => ({ id, label: `${block_type?.slug ?? "block"}/${name ?? id}` }));

export type ChoiceKind = keyof typeof LOADS;

export const choicesQuery = (kind: ChoiceKind) =>
  queryOptions({
    queryKey: ["choices", kind] as const,
    queryFn: async ({ signal }): Promise<readonly Choice[]> => byLabel(await (LOADS[kind] as Load)(signal)),
    staleTime: FRESH,
  });
