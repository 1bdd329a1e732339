import type { CacheEntryQuery } from "@weir/contract";
import type { Command } from "commander";

/** Which results a command is about, as options; all that is given has to hold. */
export interface Selection {
  readonly namespace?: string;
  readonly key?: string;
  readonly prefix?: string;
  readonly task?: string;
  readonly taskVersion?: string;
  readonly tag?: string;
}

export const selecting = (command: Command): Command =>
  command
    .option("--namespace <name>", "of this namespace")
    .option("--key <key>", "with this key")
    .option("--prefix <text>", "with keys that begin so")
    .option("--task <name>", "of this task")
    .option("--task-version <version>", "made by this version of the task")
    .option("--tag <tag>", "made by a task run with this tag");

export const selected = ({
  namespace,
  key,
  prefix,
  task,
  taskVersion,
  tag,
}: Selection): Omit<CacheEntryQuery, "cursor" | "limit"> => ({
  namespace: namespace ?? null,
  key: key ?? null,
  key_prefix: prefix ?? null,
  task_name: task ?? null,
  task_version: taskVersion ?? null,
  tag: tag ?? null,
});
