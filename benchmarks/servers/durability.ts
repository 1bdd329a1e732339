/** What each server's own code sets on its database connections: a comparison is fair only if both wait for the same. */
import { join } from "node:path";
import { output } from "../lib/program.ts";
import { openStore } from "../../packages/server/src/storage/open.ts";
import type { Bench } from "../rows/row.ts";
import { prefectEnvironment, PYTHON } from "./prefect.ts";
import type { SystemName } from "./server.ts";

const SETTINGS = ["journal_mode", "synchronous"] as const;
type Answers = Readonly<Record<string, string | number>>;

async function askWeir(home: string): Promise<Answers> {
  const store = await openStore(join(home, "weir.db"));
  const answers: Record<string, string> = {};
  for (const name of SETTINGS) {
    const ask = { compile: () => ({ sql: `PRAGMA ${name}`, parameters: [] }) };
    const [row] = await store.write((tx) => tx.rows<Record<string, string>>(() => ask as never));
    answers[name] = row![name]!;
  }
  await store.close();
  return answers;
}

const ASK_PREFECT = `
import asyncio, json
from prefect.server.database import provide_database_interface

async def main():
    engine = await provide_database_interface().engine()
    async with engine.connect() as connection:
        ask = lambda name: connection.exec_driver_sql(f"PRAGMA {name}")
        print(json.dumps({name: (await ask(name)).scalar() for name in ${JSON.stringify(SETTINGS)}}))

asyncio.run(main())
`;

const askPrefect = async (home: string): Promise<Answers> =>
  JSON.parse(await output(PYTHON, ["-c", ASK_PREFECT], prefectEnvironment(home))) as Answers;

const ASK: Readonly<Record<SystemName, (home: string) => Promise<Answers>>> = { Weir: askWeir, Prefect: askPrefect };

export async function durability(bench: Bench): Promise<Record<string, string>> {
  const told: Record<string, string> = {};
  for (const { name } of bench.systems) {
    const answers = await ASK[name](bench.folder(`${name}-durability`));
    told[name] = `SQLite, ${SETTINGS.map((setting) => `${setting} = ${answers[setting]}`).join(", ")}`;
  }
  return told;
}
