import { type ReactElement, type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Refused } from "./confirm.tsx";
import { Dialog } from "./dialog.tsx";

interface FormDialogProps {
  readonly title: string;
  /** What the button says. */
  readonly label: string;
  /** Whether it can be sent as it is. */
  readonly sound: boolean;
  /** Somebody has tried to send it: now is the time to say what is wrong. */
  readonly onTry?: () => void;
  readonly send: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A short form in a dialog; what the server refuses is said where it was asked. */
export function FormDialog({ title, label, sound, onTry, send, onClose, children }: FormDialogProps): ReactElement {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const go = async (): Promise<void> => {
    onTry?.();
    if (!sound) return;
    setBusy(true);
    try {
      await send();
      onClose();
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        noValidate
        className="flex min-h-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 py-2">
          {children}
          {failed && <Refused reason={failed} />}
        </div>
        <div className="flex justify-end gap-2 px-5 pt-3 pb-4">
          <Button onClick={onClose}>Not now</Button>
          <Button look="solid" type="submit" disabled={busy}>
            {label}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
