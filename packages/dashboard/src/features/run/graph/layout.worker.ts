import { place, type Structure } from "./layout.ts";

self.onmessage = ({ data }: MessageEvent<Structure>): void => self.postMessage(place(data));
