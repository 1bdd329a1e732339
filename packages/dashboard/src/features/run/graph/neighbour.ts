/** Where the arrow keys lead in a graph. Pure. */
import type { Flow } from "./layout.ts";
import type { GraphEdge } from "./model.ts";

type Place = readonly [x: number, y: number];
type Places = ReadonlyMap<string, Place>;

/** The keys that lead against the flow, with it, and to either side of it. */
const KEYS: Readonly<Record<Flow, readonly [back: string, on: string, left: string, right: string]>> = {
  right: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"],
  down: ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"],
};

export const isArrow = (key: string): boolean => KEYS.right.includes(key);

/**
 * With and against the flow, keys follow the edges to where a node's results go and come from, the nearest of them; to
 * the sides they lead to the next node of the same rank, or else of any. `undefined` where there is none.
 */
export function neighbour(
  edges: readonly GraphEdge[],
  places: Places,
  flow: Flow,
  from: string,
  key: string,
): string | undefined {
  const here = places.get(from);
  const direction = KEYS[flow].indexOf(key);
  if (!here || direction < 0) return undefined;
  if (direction === 0) return nearest(places, here, tied(edges, from, "to", "from"));
  if (direction === 1) return nearest(places, here, tied(edges, from, "from", "to"));

  const [along, across] = flow === "right" ? [0, 1] : [1, 0];
  const side = direction === 2 ? -1 : 1;
  const beyond = [...places].filter(([, place]) => (place[across]! - here[across]!) * side > 0);
  const rank = beyond.filter(([, place]) => place[along] === here[along]);
  return nearest(
    places,
    here,
    (rank.length > 0 ? rank : beyond).map(([other]) => other),
  );
}

const tied = (edges: readonly GraphEdge[], node: string, at: keyof GraphEdge, other: keyof GraphEdge): string[] =>
  edges.flatMap((edge) => (edge[at] === node ? [edge[other]] : []));

function nearest(places: Places, [x, y]: Place, keys: readonly string[]): string | undefined {
  let found: string | undefined;
  let least = Infinity;
  for (const key of keys) {
    const place = places.get(key);
    if (!place) continue;
    const distance = Math.hypot(place[0] - x, place[1] - y);
    if (distance < least) [found, least] = [key, distance];
  }
  return found;
}
