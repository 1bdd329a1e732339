import { REFERENCE_VERSION, routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { referenceSettings } from "../operations/reference-settings.ts";
import { clearResultStorage, readResultStorage, setResultStorage } from "../operations/result-storage.ts";
import { endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";

export const admin = (context: Context): Endpoint[] => [
  endpoint(routes.admin.readSettings, async () => ok(referenceSettings(context.settings))),
  // Clients ask this to learn what the server understands, so it names the reference and not Weir.
  endpoint(routes.admin.readVersion, async () => ok(REFERENCE_VERSION)),
  endpoint(routes.admin.readStorage, async () => ok(await readResultStorage(context))),
  endpoint(routes.admin.updateStorage, async ({ body }) =>
    ok(await setResultStorage(context, body.default_result_storage_block_id.toLowerCase())),
  ),
  endpoint(routes.admin.deleteStorage, async () => {
    await clearResultStorage(context);
    return noContent;
  }),
];
