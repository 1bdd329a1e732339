/** The one client of the app. The API is served beside it: `<base>` says where. */
import { client } from "@weir/client";
import { fetchWithPassword } from "./session.ts";

// Tests of the data layer have no page.
export const API_URL = new URL("api", globalThis.document?.baseURI ?? "http://127.0.0.1:4200").href;

// TanStack Query repeats what failed; twice at two levels would keep a person waiting for a dead server.
export const api = client({ url: API_URL, csrf: "when refused", retry: { retries: 0 }, fetch: fetchWithPassword });
