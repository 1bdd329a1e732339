import { readFile } from "node:fs/promises";
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

/** What a file of JSON says. */
export async function readAutomationFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    throw new Failure(`${file}: ${(error as Error).message}`, "It must hold one automation, as JSON.", {
      cause: error,
    });
  }
  throw new Failure(`${file} holds no object`, "It must hold one automation, as JSON.");
}
