import clsx from "clsx";
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, type ReactElement, useState } from "react";
import { IconButton } from "./button.tsx";

type Shared = Pick<ComponentProps<"input">, "id" | "required" | "aria-invalid" | "aria-describedby" | "placeholder">;

interface SecretInputProps extends Shared {
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly className: string;
}

/** A text that is not to be seen by who looks over one's shoulder; of several lines too, as keys are. */
export function SecretInput({ value, onText, className, ...rest }: SecretInputProps): ReactElement {
  const [shown, setShown] = useState(false);
  const common = {
    ...rest,
    value,
    autoComplete: "new-password",
    spellCheck: false,
    onChange: (event: { readonly target: { readonly value: string } }) => onText(event.target.value),
  };
  return (
    <div className="flex items-start gap-1">
      {/* A field for passwords would lose the ends of lines. */}
      {shown || value.includes("\n") ? (
        <textarea
          {...common}
          rows={Math.min(8, Math.max(1, value.split("\n").length))}
          className={clsx(className, "font-mono text-xs", !shown && "[-webkit-text-security:disc]")}
        />
      ) : (
        <input
          {...common}
          type="password"
          className={className}
          onPaste={(event) => {
            const text = event.clipboardData.getData("text");
            if (!text.trim().includes("\n")) return;
            event.preventDefault();
            onText(text);
          }}
        />
      )}
      <IconButton label={shown ? "Hide what is typed" : "Show what is typed"} onClick={() => setShown(!shown)}>
        {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
      </IconButton>
    </div>
  );
}
