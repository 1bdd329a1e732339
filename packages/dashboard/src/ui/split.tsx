import { type KeyboardEvent, type PointerEvent, type ReactElement, type ReactNode, useRef, useState } from "react";

interface SplitProps {
  readonly left: ReactNode;
  readonly right: ReactNode;
  /** Under which the position is remembered. */
  readonly name: string;
  /** Share of the left part in percent, until somebody moves the divider. */
  readonly initial: number;
}

const LEAST = 25;
const MOST = 80;
const STEP = 4;

/** Two parts with a divider that can be dragged, or moved with the arrow keys. */
export function Split({ left, right, name, initial }: SplitProps): ReactElement {
  const key = `weir.split.${name}`;
  const [share, setShare] = useState(() => recall(key) ?? initial);
  const box = useRef<HTMLDivElement>(null);

  const move = (percent: number) => {
    const next = Math.min(MOST, Math.max(LEAST, percent));
    setShare(next);
    remember(key, next);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !box.current) return;
    const { left: start, width } = box.current.getBoundingClientRect();
    move(((event.clientX - start) / width) * 100);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(share + step);
  };

  return (
    <div ref={box} className="flex h-full min-h-0">
      <div style={{ width: `${share}%` }} className="min-w-0 shrink-0">
        {left}
      </div>
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the timeline"
        aria-valuenow={Math.round(share)}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
        onDoubleClick={() => move(initial)}
        className="relative w-px shrink-0 cursor-col-resize touch-none bg-line after:absolute after:inset-y-0 after:-inset-x-1.5 after:z-30 hover:bg-accent focus-visible:bg-accent"
      />
      <div className="min-w-0 flex-1">{right}</div>
    </div>
  );
}

function recall(key: string): number | undefined {
  try {
    const stored = Number(localStorage.getItem(key));
    return stored >= LEAST && stored <= MOST ? stored : undefined;
  } catch {
    return undefined;
  }
}

function remember(key: string, share: number): void {
  try {
    localStorage.setItem(key, String(share));
  } catch {
    // Without storage the position lasts as long as the page.
  }
}
