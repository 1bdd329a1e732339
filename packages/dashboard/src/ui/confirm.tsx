import { type ReactElement, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

interface ConfirmProps {
  readonly title: string;
  /** What it means, before it is done. */
  readonly means: string;
  readonly label: string;
  readonly act: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks once before something is done that cannot be undone. */
export function Confirm({ title, means, label, act, onClose }: ConfirmProps): ReactElement {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const go = async (): Promise<void> => {
    setBusy(true);
    try {
      await act();
      onClose();
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose} className="[overflow-wrap:anywhere]">
      <div className="flex flex-col gap-3 px-5 py-2">
        <p className="text-ink-2">{means}</p>
        {failed && <Refused reason={failed} />}
      </div>
      <div className="flex justify-end gap-2 px-5 pt-2 pb-4">
        <Button onClick={onClose}>Not now</Button>
        <Button look="danger" disabled={busy} onClick={() => void go()}>
          {label}
        </Button>
      </div>
    </Dialog>
  );
}

export const Refused = ({ reason }: { readonly reason: string }): ReactElement => (
  <p role="alert" data-tone="bad" className="rounded-lg bg-tone-tint px-3 py-2 text-tone-text">
    {reason}
  </p>
);
