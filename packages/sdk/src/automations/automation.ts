/** `automation()`: what is to happen when something happens, in code. */
import type { Automation, AutomationCreate, AutomationUpdate } from "@weir/contract";
import { backend as currentBackend } from "../backend.ts";
import { currentScope } from "../engine/scope.ts";
import { WeirError } from "../errors.ts";
import type { AutomationAction } from "./actions.ts";
import type { AutomationTrigger } from "./triggers.ts";

export interface AutomationOptions {
  /** By which it is known again: saving it a second time changes the one that is there. */
  readonly name: string;
  readonly trigger: AutomationTrigger;
  /** Done when it fires, in their order. */
  readonly actions: readonly AutomationAction[];
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Default: true. */
  readonly enabled?: boolean | undefined;
}

export interface DefinedAutomation {
  readonly name: string;
  /**
   * Makes it, or changes the one of its name. One that is as it should be is left alone, with what its triggers have counted.
   *
   * @throws NoSuchTarget, AmbiguousAutomation; Invalid if the server refuses it
   */
  save(): Promise<{ readonly id: string }>;
  /** Deletes the one of its name; answers whether there was one. */
  delete(): Promise<boolean>;
}

/** Several automations have the name. */
export class AmbiguousAutomation extends WeirError {
  static override readonly code: string = "ambiguous_automation";
}

/**
 * An automation. It is made on the server when it is saved.
 *
 * ```ts
 * await automation({
 *   name: "reports follow imports",
 *   trigger: eventTrigger({ expect: "prefect.flow-run.Completed", matchRelated: { "prefect.resource.name": "import" } }),
 *   actions: [action.runDeployment("report/prod")],
 * }).save();
 * ```
 */
export function automation(options: AutomationOptions): DefinedAutomation {
  const { name } = options;
  return {
    name,
    async save() {
      const api = await connection();
      const body = {
        name,
        description: options.description ?? "",
        tags: [...(options.tags ?? [])],
        enabled: options.enabled ?? true,
        trigger: options.trigger,
        actions: await Promise.all(options.actions.map((each) => each.resolve(api))),
      } as unknown as AutomationCreate & AutomationUpdate;
      const known = await find(name);
      if (!known) return { id: (await api.automations.create(body)).id };
      if (!isAsWanted(body, known)) await api.automations.update({ id: known.id }, body);
      return { id: known.id };
    },
    async delete() {
      const known = await find(name);
      if (known) await (await connection()).automations.delete({ id: known.id });
      return known !== undefined;
    },
  };
}

const connection = async () => (currentScope()?.backend ?? (await currentBackend())).api;

async function find(name: string): Promise<Automation | undefined> {
  const api = await connection();
  const found = (await api.automations.filter({ automations: { name: { any_: [name] } }, limit: 2 })) as Automation[];
  if (found.length > 1)
    throw new AmbiguousAutomation(`several automations are called ${name}: delete or rename all but one`);
  return found[0];
}

/** Whether what is stored has all that is wanted; ids and the like, which the server adds, are nobody's wish. */
function isAsWanted(wanted: unknown, stored: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return wanted === stored;
  if (typeof stored !== "object" || stored === null) return false;
  if (Array.isArray(wanted) && wanted.length !== (stored as readonly unknown[]).length) return false;
  return Object.entries(wanted).every(([key, value]) => isAsWanted(value, (stored as Record<string, unknown>)[key]));
}
