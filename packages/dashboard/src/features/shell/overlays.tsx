import { useNavigate } from "@tanstack/react-router";
import { type ComponentType, lazy, type ReactElement, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useKeys } from "../../ui/keys.ts";
import { PAGES } from "./pages.ts";

// Neither is needed to show a page.
const Palette: ComponentType<{ onClose: () => void; onHelp: () => void }> = lazy(async () => ({
  default: (await import("./palette.tsx")).Palette,
}));
const KeyboardHelp: ComponentType<{ onClose: () => void }> = lazy(async () => ({
  default: (await import("./keyboard-help.tsx")).KeyboardHelp,
}));

/** Milliseconds in which the second key of two has to follow the first. */
const SEQUENCE = 1200;

const OPEN_PALETTE = "weir:palette";

/** Opens the palette, from any part of the page. */
export const openPalette = (): void => void document.dispatchEvent(new Event(OPEN_PALETTE));

/** What opens over any page, and the keys that work on any. */
export function Overlays(): ReactElement | null {
  const [open, setOpen] = useState<"palette" | "help">();
  const navigate = useNavigate();
  const went = useRef(-Infinity);
  const close = useCallback(() => setOpen(undefined), []);
  const help = useCallback(() => setOpen("help"), []);
  useKeys({
    "?": help,
    g: () => (went.current = performance.now()),
    ...Object.fromEntries(
      PAGES.map(({ key, to }) => [
        key,
        () => {
          if (performance.now() - went.current < SEQUENCE) void navigate({ to });
        },
      ]),
    ),
  });
  useEffect(() => {
    const toggle = (): void => setOpen((now) => (now === "palette" ? undefined : "palette"));
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      toggle();
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener(OPEN_PALETTE, toggle);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener(OPEN_PALETTE, toggle);
    };
  }, []);
  if (open === undefined) return null;
  return (
    <Suspense fallback={null}>
      {open === "palette" ? <Palette onClose={close} onHelp={help} /> : <KeyboardHelp onClose={close} />}
    </Suspense>
  );
}
