import type { Command } from "commander";
import { type Client, NotFound } from "@weir/client";
import type { Automation } from "@weir/contract";
import { Failure } from "../../failure.ts";
import { isId, notThere } from "../shared/find.ts";

export const automationArgument = (command: Command): Command => command.argument("<automation>", "its name or its id");

/** The automation of that id or name; names need not be unique. */
export async function findAutomation(api: Client, idOrName: string): Promise<Automation> {
  if (isId(idOrName))
    return (await api.automations.read({ id: idOrName }).catch((error: unknown) => {
      throw error instanceof NotFound ? notThere("automation", idOrName, []) : error;
    })) as Automation;
  const found = (await api.automations.filter({
    automations: { name: { any_: [idOrName] } },
  })) as readonly Automation[];
  const [first] = found;
  if (first === undefined) {
    const all = await Array.fromAsync(api.automations.list({}));
    throw notThere(
      "automation",
      idOrName,
      all.map(({ name }) => name),
    );
  }
  if (found.length === 1) return first;
  throw new Failure(`${found.length} automations are named ${idOrName}`, `Give the id: ${first.id}, …`);
}
