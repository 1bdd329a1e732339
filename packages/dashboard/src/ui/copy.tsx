import { Check, Copy } from "lucide-react";
import { type ReactElement, useEffect, useState } from "react";
import { IconButton } from "./button.tsx";

/** Copies a text; says so for a moment. */
export function CopyButton({ text, label, className }: CopyProps): ReactElement {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      label={copied ? "Copied" : label}
      className={className ?? ""}
      onClick={() => void copyText(text).then(() => setCopied(true))}
    >
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </IconButton>
  );
}

interface CopyProps {
  readonly text: string;
  readonly label: string;
  readonly className?: string;
}

/** The clipboard is missing on plain HTTP beyond this machine, so the old way stands behind it. */
export async function copyText(text: string): Promise<void> {
  if (isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** A command or snippet with a button to copy it. */
export function Snippet({ code, label }: { readonly code: string; readonly label: string }): ReactElement {
  return (
    <div className="flex items-start gap-1 rounded-xl border bg-sunken p-1 text-left">
      <pre
        className="min-w-0 flex-1 overflow-x-auto px-3 py-2 font-mono text-xs leading-5"
        tabIndex={0}
        aria-label={label}
      >
        {code}
      </pre>
      <CopyButton text={code} label={`Copy ${label}`} />
    </div>
  );
}
