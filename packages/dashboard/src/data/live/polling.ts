import type { Query } from "@tanstack/react-query";
import { liveStatus } from "./status.ts";

/**
 * For `refetchInterval`: nothing while the socket tells every change; without it, asks again after so many milliseconds
 * as long as `changes` says that the data still can.
 */
export const whilePolling =
  <T>(millis: number, changes: (data: T) => boolean = () => true) =>
  // The library types a query by its error and key too; neither matters here.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  (query: Query<any, any, any, any>): number | false => {
    const data = query.state.data as T | undefined;
    return liveStatus().kind === "live" || (data !== undefined && !changes(data)) ? false : millis;
  };
