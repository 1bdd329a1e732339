/** Paints the bars of the rows on screen. The rows themselves, with all they say, are in the DOM. */
import { stateLook, type Tone } from "../../../ui/states.ts";
import type { Bar } from "../folded.ts";
import type { GroupRow, TimelineRow } from "./rows.ts";
import { type Domain, position, type Tick } from "./scale.ts";

export const ROW_HEIGHT = 28;
const BAR = 12;
const THIN = 4;
const LANE = 4;
const RADIUS = 3;
/** Even a task of no time at all is a mark that can be seen. */
const LEAST_WIDTH = 3;

export interface Scene {
  readonly rows: readonly TimelineRow[];
  readonly domain: Domain;
  readonly ticks: readonly Tick[];
  readonly width: number;
  /** The grid reaches down at least so far, also below the last row. */
  readonly leastHeight: number;
  /** Milliseconds since the epoch; bars without an end reach to it. */
  readonly now: number;
  /** The run goes on: a line marks the present. */
  readonly growing: boolean;
  readonly palette: Palette;
}

/** The theme's colours, read from the style sheet. */
export interface Palette {
  readonly line: string;
  readonly panel: string;
  readonly tones: Readonly<Record<Tone, { readonly shape: string; readonly tint: string }>>;
}

const TONES: readonly Tone[] = ["ok", "bad", "crash", "run", "wait", "late", "hold", "off"];

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const tones = Object.fromEntries(TONES.map((tone) => [tone, { shape: color(tone), tint: color(`${tone}-tint`) }]));
  return { line: color("line"), panel: color("panel"), tones: tones as Palette["tones"] };
}

export const heightOf = ({ rows, leastHeight }: Pick<Scene, "rows" | "leastHeight">): number =>
  Math.max(rows.length * ROW_HEIGHT, leastHeight);

/** Fits the canvas to its size and the screen's pixels, and paints the scene on it. */
export function paint(canvas: HTMLCanvasElement, scene: Scene): void {
  const ratio = devicePixelRatio;
  const height = heightOf(scene);
  const [w, h] = [Math.round(scene.width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, scene.width, height);
  paintGrid(context, scene, height);
  scene.rows.forEach((row, index) => paintRow(context, scene, row, index * ROW_HEIGHT + ROW_HEIGHT / 2));
  if (scene.growing) paintNow(context, scene, height);
}

function paintGrid(context: CanvasRenderingContext2D, { ticks, domain, width, palette }: Scene, height: number): void {
  context.fillStyle = palette.line;
  for (const { at } of ticks) context.fillRect(Math.round(position(domain, width, at)), 0, 1, height);
}

function paintNow(context: CanvasRenderingContext2D, { domain, width, now, palette }: Scene, height: number): void {
  context.fillStyle = palette.tones.run.shape;
  context.globalAlpha = 0.7;
  context.fillRect(Math.round(position(domain, width, now)), 0, 1, height);
  context.globalAlpha = 1;
}

function paintRow(context: CanvasRenderingContext2D, scene: Scene, row: TimelineRow, middle: number): void {
  switch (row.kind) {
    case "task":
      paintWaiting(context, scene, row.bar, middle);
      paintBar(context, scene, row.bar, middle);
      break;
    case "flow":
      paintWaiting(context, scene, row.bar, middle);
      paintBracket(context, scene, row.bar, middle);
      break;
    case "group":
      paintGroup(context, scene, row, middle);
      break;
  }
}

/** The time before the start: a thin hatched line. */
function paintWaiting(context: CanvasRenderingContext2D, scene: Scene, bar: Bar, middle: number): void {
  const { domain, width, now, palette } = scene;
  if (bar.waiting === undefined) return;
  const from = position(domain, width, bar.waiting);
  const to = position(domain, width, bar.start ?? bar.end ?? Math.max(now, bar.waiting));
  if (to - from < 3) return;
  context.save();
  context.beginPath();
  context.rect(from, middle - THIN / 2, to - from, THIN);
  context.clip();
  context.fillStyle = palette.tones.wait.tint;
  context.fillRect(from, middle - THIN / 2, to - from, THIN);
  context.strokeStyle = palette.tones.wait.shape;
  context.lineWidth = 1;
  context.beginPath();
  // Aligned to the page, not to the bar, so that the hatching of neighbours lines up.
  for (let x = Math.floor(from / 4) * 4; x < to + THIN; x += 4) {
    context.moveTo(x, middle + THIN / 2);
    context.lineTo(x + THIN, middle - THIN / 2);
  }
  context.stroke();
  context.restore();
}

interface Span {
  readonly x: number;
  readonly width: number;
  readonly open: boolean;
}

function spanOf({ domain, width, now }: Scene, bar: Bar): Span | undefined {
  // What ended without ever running (taken from a cache, cancelled before) is a mark at its end.
  const start = bar.start ?? bar.end;
  if (start === undefined) return undefined;
  const x = position(domain, width, start);
  const end = position(domain, width, bar.end ?? Math.max(now, start));
  return { x, width: Math.max(LEAST_WIDTH, end - x), open: bar.end === undefined };
}

function paintBar(context: CanvasRenderingContext2D, scene: Scene, bar: Bar, middle: number): void {
  const span = spanOf(scene, bar);
  if (!span) return;
  const { shape } = scene.palette.tones[stateLook(bar.type, bar.name).tone];
  context.fillStyle = span.open ? growing(context, span, shape) : shape;
  context.beginPath();
  context.roundRect(span.x, middle - BAR / 2, span.width, BAR, span.open ? [RADIUS, 0, 0, RADIUS] : RADIUS);
  context.fill();
}

/** A bar that has not ended fades in towards the present. */
function growing(context: CanvasRenderingContext2D, { x, width }: Span, color: string): CanvasGradient {
  const gradient = context.createLinearGradient(x, 0, x + width, 0);
  gradient.addColorStop(0, color.replace(/\)$/, " / 0.55)"));
  gradient.addColorStop(1, color);
  return gradient;
}

/** A subflow: outlined, since what it did is in the rows below. */
function paintBracket(context: CanvasRenderingContext2D, scene: Scene, bar: Bar, middle: number): void {
  const span = spanOf(scene, bar);
  if (!span) return;
  const { shape, tint } = scene.palette.tones[stateLook(bar.type, bar.name).tone];
  context.fillStyle = tint;
  context.strokeStyle = shape;
  context.lineWidth = 1.5;
  context.beginPath();
  context.roundRect(span.x + 0.75, middle - BAR / 2 + 0.75, Math.max(1.5, span.width - 1.5), BAR - 1.5, RADIUS);
  context.fill();
  context.stroke();
}

/** Folded task runs: translucent, so that where many overlap is darker. What went wrong has a lane of its own. */
function paintGroup(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { bars, overlap }: GroupRow,
  middle: number,
): void {
  // As many layers as ever overlap come out nearly solid.
  const alpha = Math.max(0.1, 1 - 0.08 ** (1 / Math.max(1, overlap)));
  const wrong = bars.filter(({ type }) => type === "FAILED" || type === "CRASHED");
  const height = wrong.length > 0 ? BAR - LANE - 1 : BAR;
  const top = middle - BAR / 2;
  for (const bar of bars) if (!wrong.includes(bar)) paintShare(context, scene, bar, top, height, alpha);
  for (const bar of wrong) paintShare(context, scene, bar, top + BAR - LANE, LANE, 0.85);
  context.globalAlpha = 1;
}

function paintShare(
  context: CanvasRenderingContext2D,
  scene: Scene,
  bar: Bar,
  top: number,
  height: number,
  alpha: number,
): void {
  const span = spanOf(scene, bar);
  if (!span) return;
  context.globalAlpha = alpha;
  context.fillStyle = scene.palette.tones[stateLook(bar.type, bar.name).tone].shape;
  context.beginPath();
  context.roundRect(span.x, top, span.width, height, Math.min(RADIUS, height / 2));
  context.fill();
}
