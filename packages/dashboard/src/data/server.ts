import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

/** What the server has written into the page that it sent. */
const WRITTEN = document.querySelector<HTMLMetaElement>('meta[name="weir-version"]')?.content;

/** The server's own version, and whether it is Weir at all. */
export const serverQuery = queryOptions({
  queryKey: ["server", "version"],
  queryFn: async ({ signal }): Promise<{ readonly name: "Weir" | "Prefect"; readonly version: string }> => {
    if (WRITTEN) return { name: "Weir", version: WRITTEN };
    const version = String(await api.admin.readVersion({ signal }));
    return api.weirVersion === undefined ? { name: "Prefect", version } : { name: "Weir", version: api.weirVersion };
  },
  staleTime: Infinity,
});
