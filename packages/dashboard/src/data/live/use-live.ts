import type { LiveTopic } from "@weir/contract";
import { useEffect, useSyncExternalStore } from "react";
import { live } from "./live.ts";
import { liveStatus, type LiveStatus, onLiveStatus } from "./status.ts";

/** Keeps the data of these topics true while the component is shown. */
export function useLiveTopics(topics: readonly LiveTopic[]): void {
  const names = topics.join(" ");
  useEffect(() => {
    const releases = (names === "" ? [] : names.split(" ")).map((name) => live.watch(name as LiveTopic));
    return () => {
      for (const release of releases) release();
    };
  }, [names]);
}

export const useLiveStatus = (): LiveStatus => useSyncExternalStore(onLiveStatus, liveStatus);
