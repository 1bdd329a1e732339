/** Artifacts: what a run shows of its work, in the dashboard. Those with the same key are versions of one thing. */
import type { ArtifactCreate } from "@weir/contract";
import { backend as currentBackend } from "./backend.ts";
import { currentScope } from "./engine/scope.ts";
import { redact, redactJson } from "./redaction.ts";

export interface ArtifactOptions {
  /** Lower-case letters, digits and dashes. Without one the artifact is only found through its run. */
  readonly key?: string;
  readonly description?: string;
}

/** A row of a table: cells by column, or just cells. */
export type TableRow = Readonly<Record<string, unknown>> | readonly unknown[];

/** A progress artifact, to be moved on. */
export interface Progress {
  readonly id: string;
  /** @param percent from 0 to 100; what is beyond is cut */
  update(percent: number): Promise<void>;
}

/** Each gives the id of the new artifact. They work inside of runs, whose artifacts they become, and outside of them. */
export const artifact = {
  markdown: (text: string, options?: ArtifactOptions): Promise<string> => create("markdown", text, options),

  /** A list of rows, or of columns by name. */
  table: (
    rows: readonly TableRow[] | Readonly<Record<string, readonly unknown[]>>,
    options?: ArtifactOptions,
  ): Promise<string> => create("table", tableText(rows), options),

  link: (url: string, options: ArtifactOptions & { readonly text?: string } = {}): Promise<string> =>
    create("markdown", `[${options.text ?? url}](${url})`, options),

  image: (url: string, options?: ArtifactOptions): Promise<string> => create("image", url, options),

  async progress(percent: number, options?: ArtifactOptions): Promise<Progress> {
    const id = await create("progress", clamped(percent), options);
    const { api } = await connection();
    return { id, update: (next) => api.artifacts.update({ id }, { data: clamped(next) }) };
  },
};

async function create(type: string, data: unknown, { key, description }: ArtifactOptions = {}): Promise<string> {
  const scope = currentScope();
  const { api } = await connection();
  const body: ArtifactCreate = {
    type,
    data: redactJson(data),
    ...(key === undefined ? {} : { key }),
    ...(description === undefined ? {} : { description: redact(description) }),
    ...(scope?.flow ? { flow_run_id: scope.flow.id } : {}),
    ...(scope?.task ? { task_run_id: scope.task.record.id } : {}),
  };
  return (await api.artifacts.create(body)).id!;
}

const connection = async () => currentScope()?.backend ?? (await currentBackend());

const clamped = (percent: number): number => Math.min(100, Math.max(0, percent));

/** JSON text, as the reference has it; NaN becomes null there as well. */
const tableText = (rows: unknown): string => JSON.stringify(rows);
