import type { Log } from "@weir/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactElement, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { linesOf, logsQuery } from "../../data/logs.ts";
import { copyText } from "../../ui/copy.tsx";
import { FilterBox } from "../../ui/filter-box.tsx";
import { useLater } from "../../ui/later.ts";
import { toast } from "../../ui/toast.ts";
import { LogLine } from "../run/log/log-line.tsx";

interface TaskLogProps {
  readonly taskRunId: string;
  readonly flowRunId: string | null;
  readonly growing: boolean;
}

const PAUSE = 250;
const nothing = (): void => {};

const copyLine = (line: Log): void => void copyText(line.message).then(() => toast("Copied this line."));

/** The lines that one task run has written: the newest in view, older ones as they are scrolled to. */
export function TaskLog({ taskRunId, flowRunId, growing }: TaskLogProps): ReactElement {
  const [text, setText] = useState("");
  const sought = useLater(text.trim(), PAUSE);
  const search = useMemo(() => ({ level: 0, taskRunIds: [taskRunId], text: sought || undefined }), [taskRunId, sought]);
  const logs = useInfiniteQuery(logsQuery(flowRunId, search, growing));
  const lines = useMemo(() => logs.data && linesOf(logs.data.pages), [logs.data]);
  const scroll = useRef<HTMLDivElement>(null);
  const count = lines?.length ?? 0;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => 22,
    getItemKey: (index) => lines?.[index]?.id ?? index,
    overscan: 20,
  });
  const items = virtual.getVirtualItems();
  const lastId = lines?.at(-1)?.id;
  useLayoutEffect(() => {
    if (count > 0) virtual.scrollToIndex(count - 1, { align: "end" });
    // The newest line alone is a reason to go to the end.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [lastId]);
  const atTop = count > 0 && items[0]?.index === 0;
  const { hasNextPage, isFetching, fetchNextPage } = logs;
  useEffect(() => {
    if (atTop && hasNextPage && !isFetching) void fetchNextPage();
  }, [atTop, hasNextPage, isFetching, fetchNextPage]);
  return (
    <div className="flex flex-col gap-2 px-6 max-sm:px-3">
      <FilterBox label="Search the log" value={text} onChange={setText} />
      {lines?.length === 0 ? (
        <p className="py-2 text-ink-3">
          {sought ? "No line matches." : growing ? "Nothing yet." : "Nothing was logged."}
        </p>
      ) : (
        <div
          ref={scroll}
          role="log"
          aria-live="off"
          aria-label="Log lines"
          tabIndex={0}
          className="@container max-h-96 min-h-12 overflow-y-auto rounded-xl border bg-panel py-1.5 -outline-offset-2"
        >
          <div className="relative" style={{ height: virtual.getTotalSize() }}>
            <div className="absolute inset-x-0" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
              {items.map((item) => {
                const line = lines?.[item.index];
                return (
                  line && (
                    <div key={item.key} data-index={item.index} ref={virtual.measureElement}>
                      <LogLine line={line} source={undefined} linked={false} onSource={nothing} onLink={copyLine} />
                    </div>
                  )
                );
              })}
            </div>
          </div>
        </div>
      )}
    </div>
  );
}
