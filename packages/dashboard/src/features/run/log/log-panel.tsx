import type { Log } from "@weir/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, Download, ListEnd, Search, TextSearch } from "lucide-react";
import { type ReactElement, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { downloadLog, linesOf, logsQuery, type LogsSearch } from "../../../data/logs.ts";
import type { TreeTaskRun } from "../../../data/run-tree.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { copyText } from "../../../ui/copy.tsx";
import { saveFile } from "../../../ui/download.ts";
import { useKeys } from "../../../ui/keys.ts";
import { ChoiceMenu } from "../../../ui/menu.tsx";
import { useLater } from "../../../ui/later.ts";
import { Failure } from "../../../ui/message.tsx";
import { toast } from "../../../ui/toast.ts";
import { LEVELS, type LevelChoice } from "./levels.ts";
import { LogLine } from "./log-line.tsx";

interface LogPanelProps {
  readonly flowRunId: string;
  /** Names of the subflow runs whose lines are shown among its own. */
  readonly below: ReadonlyMap<string, string> | undefined;
  /** Only lines of these task runs. */
  readonly taskRunIds: readonly string[] | undefined;
  readonly tasks: ReadonlyMap<string, TreeTaskRun>;
  readonly growing: boolean;
  readonly onTask: (id: string) => void;
}

const PAUSE = 250;
/** Subflow runs whose lines are shown; of more, only those of the first. */
const MOST_BELOW = 50;

const route = getRouteApi("/runs/$id");

export function LogPanel({ flowRunId, below, taskRunIds, tasks, growing, onTask }: LogPanelProps): ReactElement {
  const { level: least = 0, text: asked = "", line: linked } = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: { level?: number | undefined; text?: string | undefined; line?: string | undefined }) =>
      void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const level: LevelChoice = LEVELS.find(({ value }) => value === String(least))?.value ?? "0";
  const [text, setText] = useState(asked);
  const sought = useLater(text.trim(), PAUSE);
  useEffect(() => {
    if (sought !== asked) change({ text: sought || undefined });
    // Only what is typed goes into the address; the address alone is no reason.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [sought]);
  const [until, linkedId] = linked?.split("~") ?? [];
  const search: LogsSearch = {
    level: Number(level),
    taskRunIds,
    text: sought || undefined,
    below: taskRunIds || !below ? undefined : [...below.keys()].slice(0, MOST_BELOW),
    until,
  };
  const logs = useInfiniteQuery(logsQuery(flowRunId, search, growing));
  const lines = useMemo(() => logs.data && linesOf(logs.data.pages), [logs.data]);

  const scroll = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const virtual = useVirtualizer({
    count: lines?.length ?? 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => 22,
    getItemKey: (index) => lines?.[index]?.id ?? index,
    overscan: 20,
  });
  const items = virtual.getVirtualItems();
  const count = lines?.length ?? 0;
  const lastId = lines?.at(-1)?.id;
  const size = virtual.getTotalSize();

  // New lines, and lines whose true height has become known, keep the end in view.
  useLayoutEffect(() => {
    if (following && count > 0) virtual.scrollToIndex(count - 1, { align: "end" });
  }, [following, count, lastId, size, virtual]);

  // Older lines come in above: what was being read stays where it is.
  const firstId = lines?.[0]?.id;
  const anchor = useRef<string>(undefined);
  useLayoutEffect(() => {
    const before = anchor.current;
    anchor.current = firstId;
    if (following || before === undefined || before === firstId || !lines) return;
    const index = lines.findIndex((line) => line.id === before);
    if (index > 0) virtual.scrollToIndex(index, { align: "start" });
  }, [firstId, following, lines, virtual]);

  const atTop = (items[0]?.index ?? 1) === 0;
  const { hasNextPage, isFetching, fetchNextPage } = logs;
  useEffect(() => {
    if (atTop && hasNextPage && !isFetching) void fetchNextPage();
  }, [atTop, hasNextPage, isFetching, fetchNextPage]);

  const [seen, setSeen] = useState(0);
  const fresh = following ? 0 : Math.max(0, count - seen);
  const follow = (on: boolean) => {
    setFollowing(on);
    if (!on) setSeen(count);
  };
  const input = useRef<HTMLInputElement>(null);
  useKeys({ f: () => follow(!following), "/": () => input.current?.focus() });

  const link = useCallback(
    (line: Log) => {
      change({ line: `${line.timestamp}~${line.id}` });
      const url = new URL(location.href);
      url.searchParams.set("line", `${line.timestamp}~${line.id}`);
      void copyText(url.href).then(() => toast("Copied the link to this line."));
    },
    [change],
  );

  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex items-center gap-2 border-b px-3 py-1.5">
        <label className="relative min-w-0 flex-1">
          <span className="sr-only">Search the log</span>
          <Search aria-hidden className="absolute top-2 left-1 size-4 text-ink-3" />
          <input
            ref={input}
            type="search"
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder="Search the log"
            className="h-8 w-full bg-transparent pr-2 pl-7 placeholder:text-ink-3 focus-visible:outline-none"
          />
        </label>
        <ChoiceMenu
          label="Least level"
          value={level}
          choices={LEVELS}
          onChoose={(value) => change({ level: value === "0" ? undefined : Number(value) })}
        >
          <Button look="plain" className="max-sm:px-1.5">
            {LEVELS.find(({ value }) => value === level)?.label}
          </Button>
        </ChoiceMenu>
        <Button
          look="plain"
          aria-pressed={following}
          onClick={() => follow(!following)}
          title="Keep the newest line in view (f)"
          className="aria-pressed:text-accent"
        >
          <ListEnd aria-hidden className="size-4" />
          Follow
        </Button>
        <IconButton label="Download the log" onClick={() => void save(flowRunId)}>
          <Download aria-hidden />
        </IconButton>
      </div>
      {linked !== undefined && (
        <p className="flex items-center gap-3 border-b bg-selected px-3.5 py-1 text-xs">
          The log up to the line of the link.
          <button
            type="button"
            onClick={() => change({ line: undefined })}
            className="font-medium text-accent hover:underline"
          >
            Show all of it
          </button>
        </p>
      )}
      <div className="relative min-h-0 flex-1">
        {logs.error && !lines ? (
          <Failure error={logs.error} retry={() => void logs.refetch()} />
        ) : lines?.length === 0 ? (
          <p className="flex items-center justify-center gap-2 px-4 py-10 text-ink-3">
            <TextSearch aria-hidden className="size-4" />
            {sought || level !== "0"
              ? "No line matches."
              : growing
                ? "Nothing has been logged yet."
                : "Nothing was logged."}
          </p>
        ) : (
          <div
            ref={scroll}
            tabIndex={0}
            role="log"
            aria-live="off"
            aria-label="Log lines"
            className="@container h-full overflow-y-auto py-1.5 -outline-offset-2"
            onWheel={(event) => event.deltaY < 0 && following && follow(false)}
            onTouchMove={() => following && follow(false)}
            onKeyDown={(event) => ["ArrowUp", "PageUp", "Home"].includes(event.key) && following && follow(false)}
            onScroll={({ currentTarget: box }) => {
              if (!following && box.scrollHeight - box.scrollTop - box.clientHeight < 4) follow(true);
            }}
          >
            <div className="relative" style={{ height: size }}>
              <div className="absolute inset-x-0" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
                {items.map((item) => {
                  const line = lines?.[item.index];
                  const task = line?.task_run_id ? tasks.get(line.task_run_id)?.name : undefined;
                  const source = task ?? (line?.flow_run_id ? below?.get(line.flow_run_id) : undefined);
                  return (
                    line && (
                      <div key={item.key} data-index={item.index} ref={virtual.measureElement}>
                        <LogLine
                          line={line}
                          source={taskRunIds ? undefined : source}
                          linked={line.id === linkedId}
                          onSource={onTask}
                          onLink={link}
                        />
                      </div>
                    )
                  );
                })}
              </div>
            </div>
          </div>
        )}
        {fresh > 0 && (
          <button
            type="button"
            onClick={() => follow(true)}
            className="absolute inset-x-0 bottom-3 mx-auto flex w-fit items-center gap-1.5 rounded-full bg-accent px-3 py-1 text-xs font-medium text-accent-ink shadow-float"
          >
            <ArrowDown aria-hidden className="size-3.5" />
            {fresh} new {fresh === 1 ? "line" : "lines"}
          </button>
        )}
      </div>
    </div>
  );
}

async function save(flowRunId: string): Promise<void> {
  try {
    saveFile(await downloadLog(flowRunId), `${flowRunId}-log.csv`);
  } catch (error) {
    toast(`The log could not be downloaded: ${error instanceof Error ? error.message : String(error)}`, "bad");
  }
}
