import clsx from "clsx";
import { X } from "lucide-react";
import { type ReactElement, type ReactNode, useEffect, useId, useRef } from "react";
import { IconButton } from "./button.tsx";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Near the top of the window, without a visible title: for what is typed into. */
  readonly palette?: boolean;
  readonly className?: string;
}

/** The browser's own modal dialog: it keeps the focus, gives it back, and closes with Escape, without any styles inline. */
export function Dialog({ title, onClose, children, palette = false, className }: DialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => event.target === event.currentTarget && onClose()}
      className={clsx(
        "w-[min(34rem,calc(100vw-1.5rem))] overflow-hidden rounded-2xl border bg-panel text-ink shadow-float backdrop:bg-veil",
        palette ? "mx-auto mt-[12dvh] mb-auto" : "m-auto",
        className,
      )}
    >
      <div className="flex max-h-[85dvh] flex-col">
        <div className={palette ? "sr-only" : "flex items-center gap-3 pt-3.5 pr-2.5 pb-1 pl-5"}>
          <h2 id={id} className="flex-1 text-base font-semibold">
            {title}
          </h2>
          {!palette && (
            <IconButton label="Close" onClick={onClose}>
              <X aria-hidden />
            </IconButton>
          )}
        </div>
        {children}
      </div>
    </dialog>
  );
}
