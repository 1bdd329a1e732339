import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type Domain, pan, zoom } from "./scale.ts";

export interface Zoom {
  /** What is shown. */
  readonly domain: Domain;
  readonly zoomed: boolean;
  /** Shows `factor` times as much, around the middle. */
  by(factor: number): void;
  fit(): void;
}

/** Milliseconds without a change before it is told: browsers limit how often an address may change. */
const PAUSE = 300;
const IN = 0.8;
/** Pixels of the wheel that zoom by one step. */
const WHEEL_STEP = 50;

/**
 * What part of a run the time axis shows: all of it, until somebody zooms (Ctrl and wheel) or pans (Shift and wheel, or a
 * sideways wheel) over `area`, the place of the bars. It starts with the part `initial`, and tells what it shows.
 */
export function useZoom(
  full: Domain,
  area: RefObject<HTMLElement | null>,
  initial: Domain | undefined,
  onChange: (part: Domain | undefined) => void,
): Zoom {
  const [part, setPart] = useState(initial);
  const told = useRef(initial);
  useEffect(() => {
    if (part === told.current) return;
    const timer = setTimeout(() => {
      told.current = part;
      onChange(part);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [part, onChange]);
  const by = useCallback(
    (factor: number, at?: number) =>
      setPart((shown = full) => {
        const next = zoom(shown, full, factor, at ?? (shown.from + shown.to) / 2);
        return next === full ? undefined : next;
      }),
    [full],
  );

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    // React listens passively, and a page that zooms along is no use.
    const onWheel = (event: WheelEvent) => {
      const { left, width } = element.getBoundingClientRect();
      const share = (event.clientX - left) / width;
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (share < 0 || share > 1) return;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const { from, to } = part ?? full;
        by(IN ** (-event.deltaY / WHEEL_STEP), from + share * (to - from));
      } else if (part && sideways !== 0) {
        event.preventDefault();
        setPart(pan(part, full, (sideways / width) * (part.to - part.from)));
      }
    };
    const box = element.closest<HTMLElement>("[role=treegrid]") ?? element;
    box.addEventListener("wheel", onWheel, { passive: false });
    return () => box.removeEventListener("wheel", onWheel);
  }, [area, by, full, part]);

  const fit = useCallback(() => setPart(undefined), []);
  return { domain: part ?? full, zoomed: part !== undefined, by, fit };
}
