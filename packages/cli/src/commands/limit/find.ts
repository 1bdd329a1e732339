import type { Command } from "commander";
import { type Client, NotFound } from "@weir/client";
import type { GlobalConcurrencyLimitResponse } from "@weir/contract";
import { notThere } from "../shared/find.ts";

export const limitArgument = (command: Command): Command => command.argument("<limit>", "name or id of the limit");

/** The limit of that id or name. */
export const findLimit = (api: Client, idOrName: string): Promise<GlobalConcurrencyLimitResponse> =>
  api.concurrencyLimitsV2.read({ id_or_name: idOrName }).catch(async (error: unknown) => {
    if (!(error instanceof NotFound)) throw error;
    const all = await Array.fromAsync(api.concurrencyLimitsV2.list({ limit: 200 }));
    throw notThere(
      "limit",
      idOrName,
      all.map(({ name }) => name),
    );
  });
