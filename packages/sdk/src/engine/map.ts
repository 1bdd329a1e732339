/** `.map()`: one call for each item of the lists among the arguments. */
import { AllowFailure, Unmapped } from "../futures/annotations.ts";
import { TaskFuture } from "../futures/future.ts";
import { hasDependency, settle } from "../futures/inputs.ts";
import { FutureList } from "../futures/list.ts";
import { UpstreamFailed } from "../errors.ts";
import { isCompleted, type State } from "../states/state.ts";

type Submit<T> = (args: readonly unknown[], hasDependency: boolean) => TaskFuture<T>;

/** Submits the calls. Where a list is a future itself, that happens once it is done. */
export function mapCalls<T>(args: readonly unknown[], submit: Submit<T>): FutureList<T> {
  if (!args.some(isUnknownList)) return new FutureList(submitAll(args, submit));
  return new FutureList(
    known(args).then((lists) =>
      // An input that failed leaves one run that shows it.
      lists
        ? submitAll(lists, submit)
        : [
            submit(
              args.map((arg) => (arg instanceof Unmapped ? arg.value : arg)),
              true,
            ),
          ],
    ),
  );
}

const isUnknownList = (arg: unknown): boolean =>
  arg instanceof TaskFuture || (arg instanceof FutureList && !arg.isKnown);

/** The arguments with values in the place of futures of lists; `undefined` if one of these did not complete. */
async function known(args: readonly unknown[]): Promise<readonly unknown[] | undefined> {
  try {
    return await Promise.all(
      args.map(async (arg) => {
        if (arg instanceof FutureList) return arg.ready();
        if (!(arg instanceof TaskFuture)) return arg;
        const state = (await settle(arg)).get(arg) as State;
        if (!isCompleted(state)) throw new UpstreamFailed(state.toString());
        return state.result();
      }),
    );
  } catch (error) {
    if (error instanceof UpstreamFailed) return undefined;
    throw error;
  }
}

function submitAll<T>(args: readonly unknown[], submit: Submit<T>): TaskFuture<T>[] {
  const columns = args.map(column);
  const lengths = new Set(columns.filter((items) => items !== undefined).map((items) => items.length));
  if (lengths.size === 0) throw new TypeError("map() needs at least one list among its arguments");
  if (lengths.size > 1)
    throw new TypeError(
      `map() needs lists of the same length, not ${[...lengths].join(", ")} (wrap a list with unmapped() to pass it whole)`,
    );
  const [length] = lengths as Set<number> & Iterable<number>;
  const whole = args.map((arg) => (arg instanceof Unmapped ? (arg.value as unknown) : arg));
  // What is the same for all calls is looked into only once.
  const wholeDepends = columns.some((items, index) => items === undefined && hasDependency(whole[index]));
  return Array.from({ length: length! }, (_, row) => {
    const call = columns.map((items, index) => (items === undefined ? whole[index] : items[row]));
    return submit(call, wholeDepends || columns.some((items) => items !== undefined && hasDependency(items[row])));
  });
}

/** The items of an argument that is mapped over; `undefined` for one that is the same for all calls. */
function column(arg: unknown): readonly unknown[] | undefined {
  if (Array.isArray(arg)) return arg;
  if (arg instanceof AllowFailure) return column(arg.value)?.map((item) => new AllowFailure(item));
  if (typeof arg !== "object" || arg === null || arg instanceof Unmapped || arg instanceof Map) return undefined;
  return Symbol.iterator in arg ? [...(arg as Iterable<unknown>)] : undefined;
}
