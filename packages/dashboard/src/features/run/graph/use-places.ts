import { useEffect, useState } from "react";
import type { RunGraph } from "./model.ts";
import { type Flow, grid, type Places, type Structure } from "./layout.ts";

/** A layout that takes longer is given up for a plain grid. */
const PATIENCE = 1500;

/**
 * The graph's nodes with their places, laid out in a worker; what was laid out last until a new layout is there, and
 * `undefined` until the first. Changes of states alone move nothing.
 */
export function usePlaces({ nodes, edges }: RunGraph, flow: Flow): ReadonlyMap<string, Places[number]> | undefined {
  const [laid, setLaid] = useState<ReadonlyMap<string, Places[number]>>();
  const shape = JSON.stringify([nodes.map(({ key }) => key), edges]);
  useEffect(() => {
    const [keys, ties] = JSON.parse(shape) as [Structure["nodes"], Structure["edges"]];
    const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
    const give = (places: Places): void => {
      clearTimeout(timer);
      worker.terminate();
      setLaid(new Map(keys.map((key, index) => [key, places[index]!])));
    };
    const timer = setTimeout(() => give(grid(keys.length, 0)), PATIENCE);
    worker.onmessage = ({ data }: MessageEvent<Places>) => give(data);
    worker.onerror = () => give(grid(keys.length, 0));
    worker.postMessage({ flow, nodes: keys, edges: ties } satisfies Structure);
    return () => {
      clearTimeout(timer);
      worker.terminate();
    };
  }, [shape, flow]);
  return laid;
}
