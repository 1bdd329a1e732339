import { type Command, Option } from "commander";
import type { Context } from "../../../context.ts";
import { Failure } from "../../../failure.ts";
import { assignment, type Values } from "../../shared/values.ts";
import { findDeployment } from "../find.ts";

interface Options {
  readonly cron?: string;
  readonly interval?: string;
  readonly rrule?: string;
  readonly timezone?: string;
  readonly anchorDate?: string;
  readonly dayOr?: false;
  readonly active?: false;
  readonly slug?: string;
  readonly param: Values;
  readonly catchUp?: string;
  readonly overlap?: string;
  readonly jitter?: string;
  readonly priority?: string;
  readonly replace?: true;
}

const HELP = `
A cron expression has five fields, or six with seconds as the last. Intervals and other lengths are seconds, or texts as
01:30:00 or PT90M.

Examples:
  $ weir deployment schedule create report/nightly --cron "0 2 * * *" --timezone Europe/Berlin
  $ weir deployment schedule create report/nightly --interval PT15M --overlap skip --jitter 30 --slug often
`;

export function create(command: Command, context: Context): void {
  command
    .description("add a schedule to a deployment")
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .addOption(new Option("--cron <expression>", "times by a cron expression").conflicts(["interval", "rrule"]))
    .addOption(new Option("--interval <length>", "times so far apart").conflicts("rrule"))
    .option("--rrule <rule>", "times by a recurrence rule")
    .option("--timezone <zone>", "zone in which the times are meant (default: UTC)")
    .option("--anchor-date <time>", "time from which an interval is counted (default: now)")
    .option("--no-day-or", "of a cron expression with both kinds of day, both have to fit")
    .option("--no-active", "it makes no runs yet")
    .option("--slug <name>", "its name among those of the deployment")
    .option("--param <name=value>", "a parameter of its runs (can be repeated)", assignment, {})
    .option("--catch-up <policy>", "missed times: all, latest, none, or how late they may be")
    .addOption(new Option("--overlap <policy>", "where runs of it meet").choices(["allow", "skip", "queue", "cancel"]))
    .option("--jitter <length>", "by how much each run is put off at the most")
    .option("--priority <number>", "of its runs, from -2 to 2")
    .option("--replace", "in place of all that there are")
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => add(name, options, context));
}

async function add(idOrName: string, options: Options, context: Context): Promise<void> {
  const { cron, interval, rrule, timezone, anchorDate, dayOr, active, slug, param, replace } = options;
  const { policyOf, scheduleOf } = await import("../../../deploy/schedules.ts");
  const number = (text: string | undefined): number | string | undefined =>
    text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  const entry = {
    cron,
    interval: number(interval),
    rrule,
    timezone,
    anchor_date: anchorDate,
    day_or: dayOr,
    active,
    slug,
    parameters: param,
    catch_up: number(options.catchUp),
    overlap: options.overlap,
    jitter: number(options.jitter),
    priority: options.priority === undefined ? undefined : Number(options.priority),
  };
  const { schedule, policy } = checked(() => ({
    schedule: scheduleOf(present(entry)),
    policy: policyOf(present(entry)),
  }));
  await using api = await context.api();
  const { id, schedules } = await findDeployment(api, idOrName);
  const body = [{ ...schedule, ...(policy && { weir: { policy } }) }];
  if (replace) for (const old of schedules ?? []) await api.deployments.deleteSchedule({ id, schedule_id: old.id });
  try {
    await api.deployments.createSchedules({ id }, body);
  } catch (error) {
    if (slug !== undefined && (error as { status?: number }).status === 409)
      throw new Failure(`${idOrName} has a schedule ${slug} already`, "Choose another --slug, or add --replace.", {
        cause: error,
      });
    throw error;
  }
  console.log(`${idOrName} has another schedule.`);
}

/** Without the options that were not given. */
const present = <T extends object>(entry: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as never;

function checked<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new Failure(`the schedule ${(error as Error).message}`, "Add --help to see examples.", { cause: error });
  }
}
