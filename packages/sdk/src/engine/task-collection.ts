/** The tasks that modules define, for a thread that has to find them again. Elsewhere nothing is collected. */
import type { TaskDefinition } from "./task-definition.ts";

let collected: TaskDefinition[] | undefined;

/** Collects every task that is defined from now on. */
export const collectTasks = (): readonly TaskDefinition[] => (collected ??= []);

/** To be told of every task that is defined. */
export const noteTask = (definition: TaskDefinition): void => void collected?.push(definition);
