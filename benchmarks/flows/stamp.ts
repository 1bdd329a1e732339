/** A flow of a deployment: leaves in a folder the moment at which its first line ran, under the name it is given. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { flow } from "weir";

export const stamp = flow({ name: "stamp" }, async ({ folder, name }: { folder: string; name: string }) => {
  writeFileSync(join(folder, name), String(Date.now()));
});
