import { CircleCheck, CircleX, X } from "lucide-react";
import { type ReactElement, useSyncExternalStore } from "react";
import { currentToasts, dismiss, onToasts } from "../../ui/toast.ts";

export function Toasts(): ReactElement {
  const toasts = useSyncExternalStore(onToasts, currentToasts);
  return (
    <div
      role="log"
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-50 flex w-[min(26rem,calc(100vw-2rem))] flex-col gap-2 max-sm:bottom-16"
    >
      {toasts.map(({ id, text, tone }) => (
        <div
          key={id}
          data-tone={tone}
          className="pointer-events-auto flex items-start gap-2.5 rounded-xl border bg-panel py-2.5 pr-2 pl-3 shadow-float"
        >
          {tone === "ok" ? (
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-tone" />
          ) : (
            <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-tone" />
          )}
          <p className="max-h-40 min-w-0 flex-1 overflow-y-auto break-words">{text}</p>
          <button
            type="button"
            aria-label="Dismiss"
            onClick={() => dismiss(id)}
            className="grid size-6 shrink-0 place-items-center rounded-md text-ink-3 hover:bg-hover hover:text-ink"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        </div>
      ))}
    </div>
  );
}
