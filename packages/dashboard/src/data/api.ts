/** The one client of the app. The API is served beside it: `<base>` says where. */
import { client } from "@weir/client";

export const API_URL = new URL("api", document.baseURI).href;

// TanStack Query repeats what failed; twice at two levels would keep a person waiting for a dead server.
export const api = client({ url: API_URL, csrf: "when refused", retry: { retries: 0 } });
