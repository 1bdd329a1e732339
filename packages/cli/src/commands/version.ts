import { API_VERSION, REFERENCE_VERSION, WEIR_VERSION } from "@weir/contract/weir";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../output/json.ts";
import { properties } from "../output/properties.ts";
import type { Register } from "../program.ts";

export const register: Register = (command) => {
  jsonOption(command).action((options: JsonOptions) => {
    const { node, sqlite } = process.versions;
    const versions = { weir: WEIR_VERSION, api: API_VERSION, prefect: REFERENCE_VERSION, node, sqlite };
    if (wantsJson(options)) return printJson(versions);
    console.log(
      properties({
        Weir: WEIR_VERSION,
        API: `${API_VERSION} (Prefect ${REFERENCE_VERSION})`,
        Node: node,
        SQLite: sqlite,
        Platform: `${process.platform} ${process.arch}`,
      }),
    );
  });
};
