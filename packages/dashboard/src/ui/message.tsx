import { CloudOff, type LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { Button } from "./button.tsx";

interface MessageProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
}

/** What stands where a list or page would be: nothing there yet, not found, or failed. */
export function Message({ icon: Icon, title, children }: MessageProps): ReactElement {
  return (
    <div className="mx-auto flex w-full max-w-xl flex-col items-center gap-3 px-4 py-16 text-center">
      <span className="grid size-11 place-items-center rounded-2xl border bg-panel text-ink-3 shadow-card">
        <Icon aria-hidden className="size-5" />
      </span>
      <h2 className="text-base font-semibold">{title}</h2>
      {children}
    </div>
  );
}

/** A query that failed, with the reason and a way on. */
export function Failure({ error, retry }: { readonly error: Error; readonly retry: () => void }): ReactElement {
  return (
    <Message icon={CloudOff} title="This could not be loaded">
      <p className="max-w-prose break-words text-ink-2">{error.message}</p>
      <Button onClick={retry}>Try again</Button>
    </Message>
  );
}
