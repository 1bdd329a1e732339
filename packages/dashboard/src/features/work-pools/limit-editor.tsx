import { type ReactElement, useState } from "react";
import { Button } from "../../ui/button.tsx";

interface LimitEditorProps {
  readonly limit: number | null | undefined;
  readonly of: string;
  readonly onLimit: (limit: number | null) => Promise<void>;
}

/** How many runs may be at work at once; empty for no limit. */
export function LimitEditor({ limit, of, onLimit }: LimitEditorProps): ReactElement {
  const [text, setText] = useState<string>();
  const shown = text ?? String(limit ?? "");
  const fits = /^\d{0,9}$/.test(shown.trim());
  const save = async (): Promise<void> => {
    await onLimit(shown.trim() === "" ? null : Number(shown));
    setText(undefined);
  };
  return (
    <form
      className="flex items-center gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) void save();
      }}
    >
      <label className="flex items-center gap-1.5 text-ink-2">
        Limit
        <input
          aria-label={`Limit of ${of}`}
          aria-invalid={!fits}
          inputMode="numeric"
          placeholder="none"
          value={shown}
          onChange={(event) => setText(event.target.value)}
          className="num h-7 w-16 rounded-lg border bg-canvas px-2 placeholder:text-ink-3 aria-invalid:border-danger"
        />
      </label>
      {text !== undefined && text !== String(limit ?? "") && (
        <Button type="submit" look="solid" className="h-7" disabled={!fits}>
          Save
        </Button>
      )}
    </form>
  );
}
