/**
 * The TypeScript side of `test_blocks.py`: `blocks.ts save|load SLUG NAME [JSON]`, against the server at PREFECT_API_URL.
 * What it loads it writes as JSON, with the checksum of its own schema.
 */
import { defineBlock, jsonSchema } from "@weir/sdk";
import { LocalFileSystem, Secret, Slack, Webhook } from "@weir/sdk/blocks";
import { client } from "@weir/client";

interface Weather {
  readonly station: string;
  readonly interval?: number;
  readonly token: string;
}

/** The same as the class `WeatherStation` in Python. */
const WeatherStation = defineBlock({
  name: "WeatherStation",
  slug: process.argv[3]!.startsWith("weather") ? process.argv[3]! : "weather",
  description: "Where the weather is.",
  schema: jsonSchema<Weather>({
    type: "object",
    properties: { station: { type: "string" }, interval: { type: "integer", default: 60 }, token: { type: "string" } },
    required: ["station", "token"],
  }),
  secrets: ["token"],
});

const KINDS = { secret: Secret, webhook: Webhook, "slack-webhook": Slack, "local-file-system": LocalFileSystem };

const [verb, slug, name, json] = process.argv.slice(2) as [string, string, string, string | undefined];
const kind = slug in KINDS ? KINDS[slug as keyof typeof KINDS] : WeatherStation;
if (verb === "save") {
  await (await kind.create(JSON.parse(json!) as never)).save(name);
} else {
  const { data, blockId } = await kind.load(name);
  await using api = client({ url: process.env["PREFECT_API_URL"]! });
  const document = await api.blockDocuments.read({ id: blockId! });
  console.log(JSON.stringify({ data, checksum: document.block_schema!.checksum }));
}
