import { flow, logger, task } from "weir";

const greet = task({ name: "greet", retries: 2 }, async (name: string) => `Hello, ${name}!`);

const hello = flow({ name: "hello" }, async ({ names }: { names: string[] }) => {
  const greetings = greet.map(names);
  for (const greeting of await greetings.results()) logger().info(greeting);
  return greetings.length;
});

console.log("greeted:", await hello({ names: ["Ada", "Grace", "Edsger"] }));
