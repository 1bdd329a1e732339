import { type ReactElement, useEffect, useRef } from "react";
import { useTheme } from "../../../ui/theme.ts";
import { heightOf, paint, readPalette, type Scene } from "./paint.ts";

type BarsProps = Omit<Scene, "now" | "palette">;

/**
 * The one canvas behind the rows on screen. It scrolls with them and is painted anew only when other rows come into
 * view, the data changes, or a growing bar has moved by a pixel.
 */
export function Bars({ rows, domain, ticks, width, leastHeight, growing }: BarsProps): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();

  useEffect(() => {
    const element = canvas.current;
    if (!element || width === 0) return;
    const palette = readPalette();
    const draw = () => paint(element, { rows, domain, ticks, width, leastHeight, growing, palette, now: Date.now() });
    draw();
    if (!growing) return;

    const pixel = (domain.to - domain.from) / width;
    let painted = Date.now();
    let frame = requestAnimationFrame(function tick() {
      if (Date.now() - painted >= Math.max(pixel / 2, 33)) {
        painted = Date.now();
        draw();
      }
      frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
    // `theme` is what the palette is read from.
  }, [rows, domain, ticks, width, leastHeight, growing, theme]);

  return (
    <canvas
      ref={canvas}
      aria-hidden
      className="col-start-3 ml-4"
      style={{ width, height: heightOf({ rows, leastHeight }) }}
    />
  );
}
