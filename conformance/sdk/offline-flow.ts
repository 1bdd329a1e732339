/** A program whose connection is cut: each line on its input lets it go on from one gate to the next. */
import { createInterface } from "node:readline";
import { artifact, flow, logger, task } from "weir";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const gate = async (name: string): Promise<void> => {
  console.log(name);
  await lines.next();
};
const tag = process.argv[2]!;
const add = task({ name: "add" }, (a: number, b: number) => a + b);
const child = flow({ name: "offline-child", tags: [tag] }, async ({ n }: { n: number }) => {
  logger().info("in the child");
  return add(n, 1);
});
const main = flow({ name: "offline-main", tags: [tag] }, async ({ start }: { start: number }) => {
  const a = await add(start, 1);
  logger().info("before");
  await gate("first gate");
  const b = await child({ n: a });
  await artifact.markdown(`# ${tag}`, { key: "report" });
  logger().info("after");
  await gate("second gate");
  return add(b, 1);
});

await gate("begin");
console.log("result", await main({ start: 1 }));
process.stdin.destroy();
